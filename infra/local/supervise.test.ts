import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { type Child, startChild } from './child'
import { commandOf } from './foreign-process'
import { supervise } from './supervise'

/** A process that, like Postgres, exists only `lateMs` after its start, and is of use `readyMs` later, from the second time on. */
function slow({ lateMs = 0, readyMs = 0 }) {
  const children: Child[] = []
  const process_ = supervise({
    name: 'slow',
    stopWith: { signal: 'SIGTERM', graceMs: 5_000 },
    onChange: () => {},
    say: () => {},
    async spawn(onStart) {
      await sleep(lateMs)
      const child = await startChild({ name: 'slow', command: 'sleep', args: ['60'], onStart })
      children.push(child)
      if (lateMs > 0 || children.length > 1) await Promise.race([sleep(readyMs), child.exited])
      return child
    },
  })
  const living = () => children.filter(({ pid }) => commandOf(pid) !== null)
  return { process: process_, children, living }
}

test('a stop before there is a process waits for it and ends it at once', async () => {
  const { process, children, living } = slow({ lateMs: 200, readyMs: 10_000 })
  const starting = expect(process.start()).rejects.toThrow('was stopped while it started')
  const begun = Date.now()
  await process.stop()
  expect(children).toHaveLength(1)
  expect(living()).toEqual([])
  expect(Date.now() - begun, 'not as late as it would have been ready').toBeLessThan(5_000)
  await starting
})

test.each(['stop', 'hold'] as const)('%s while it is started again ends that start, too', async (how) => {
  const { process, children, living } = slow({ readyMs: 300 })
  await process.start()
  children[0]?.kill('SIGKILL')
  await vi.waitUntil(() => children.length === 2)
  expect(process.pid(), 'known before it is of use').toBe(children[1]?.pid)
  await process[how]('SIGKILL')
  expect(process.pid()).toBeNull()
  expect(living()).toEqual([])
  await sleep(400)
  expect(children).toHaveLength(2)
})

test('a start that finds it being started again waits for that one', async () => {
  const { process, children } = slow({ readyMs: 300 })
  await process.start()
  children[0]?.kill('SIGKILL')
  await vi.waitUntil(() => children.length === 2)
  const begun = Date.now()
  await process.start()
  expect(Date.now() - begun).toBeGreaterThan(150)
  expect(children).toHaveLength(2)
  await process.stop()
})
