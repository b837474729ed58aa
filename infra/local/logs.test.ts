import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLogs } from './logs'

let directory: string
const at = (name: string) => path.join(directory, name)
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'hopcart-logs-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

test('each process has a file, and the screen shows its lines under its name', () => {
  const shown: string[] = []
  const logs = openLogs(directory, (line) => shown.push(line))
  logs.lineOf('web-1')('hello')
  logs.lineOf('postgres')('2026-11-21 03:19:46 UTC [1] LOG:  checkpoint starting')
  logs.lineOf('postgres')('2026-11-21 03:19:46 UTC [1] PANIC:  no space left')
  logs.close()
  expect(readFileSync(at('web-1.log'), 'utf8')).toBe('hello\n')
  expect(readFileSync(at('postgres.log'), 'utf8').split('\n')).toHaveLength(3)
  expect(shown).toEqual(['[web-1] hello', expect.stringMatching(/^\[postgres\] .*PANIC/)])
})

test('a large file moves aside, at the start and while it is written', () => {
  writeFileSync(at('web-1.log'), 'x'.repeat(5_000_001))
  const logs = openLogs(directory, null)
  logs.lineOf('web-1')('new')
  logs.close()
  expect(readFileSync(at('web-1.log'), 'utf8')).toBe('new\n')
  expect(statSync(at('web-1.old.log')).size).toBe(5_000_001)

  const again = openLogs(directory, null)
  for (let i = 0; i < 3; i++) again.lineOf('web-2')('y'.repeat(4_000_000))
  again.close()
  expect(existsSync(at('web-2.old.log'))).toBe(true)
  expect(statSync(at('web-2.log')).size).toBeLessThan(5_000_000)
})
