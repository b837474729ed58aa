import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { type Child, startChild } from './child'
import { commandOf } from './foreign-process'
import { supervise } from './supervise'

/** A process that lives long and, like Postgres, is of use only `readyMs` after its start, which itself begins `lateMs` late. */
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
      await sleep(children.length === 1 && lateMs === 0 ? 0 : readyMs)
      return child
    },
  })
  const living = () => children.filter(({ pid }) => commandOf(pid) !== null)
  return { process: process_, children, living }
}

test('a start that is stopped before there is a process leaves none', async () => {
  const { process, children, living } = slow({ lateMs: 200 })
  const starting = process.start()
  await Promise.all([expect(starting).rejects.toThrow('was stopped while it started'), process.stop()])
  expect(children).toHaveLength(1)
  expect(living()).toEqual([])
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
  await process.start()
  expect(children).toHaveLength(2)
  await process.stop()
})
