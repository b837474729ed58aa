import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { processes, processOf } from './process-table'

test('a process is there with its parent, its command line and its start, until it has gone', async () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' })
  const pid = child.pid as number
  await expect.poll(() => processOf(pid)?.command).toBe('sleep 60')
  const found = processOf(pid)
  expect(found?.parent).toBe(process.pid)
  expect(Math.abs((found?.startedAt ?? 0) - Date.now())).toBeLessThan(4_000)
  expect(processes()).toContainEqual(found)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(processOf(pid)).toBeNull()
})

test.each([0, 1, -1, 1.5, Number.NaN, 4_000_000])('%s is nobody that we ask about', (pid) => {
  expect(processOf(pid)).toBeNull()
})
