import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startedAt } from './foreign-process'
import { lock, tryLock } from './lock'

let directory: string
let file: string
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'hopcart-lock-'))
  file = path.join(directory, 'sub/a.lock')
})
afterEach(() => rmSync(directory, { recursive: true }))

test('one holds it, the next one is told who, and after the release it is free', () => {
  const release = tryLock(file) as () => void
  expect(tryLock(file)).toBe(process.pid)
  release()
  expect(existsSync(file)).toBe(false)
  expect(tryLock(file)).toBeTypeOf('function')
})

test.each([
  ['of a process that is gone', () => JSON.stringify({ pid: 4_000_000, started: Date.now() })],
  ['of a pid that belongs to a younger process now', () => JSON.stringify({ pid: process.pid, started: 1 })],
  ['that was half written', () => '{"pid":'],
])('a lock %s is stale', (_, content) => {
  ;(tryLock(file) as () => void)()
  writeFileSync(file, content())
  expect(tryLock(file)).toBeTypeOf('function')
})

test('waiting for it', async () => {
  const release = tryLock(file) as () => void
  setTimeout(release, 300)
  const before = Date.now()
  ;(await lock(file))()
  expect(Date.now() - before).toBeGreaterThan(250)
})

test('the start of a process is known to a few seconds', async () => {
  const child = spawn('sleep', ['5'])
  try {
    expect(Math.abs((startedAt(child.pid as number) ?? 0) - Date.now())).toBeLessThan(4_000)
  } finally {
    child.kill()
  }
})
