import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { processes } from './process-table'
import { startStack } from './stack'

const SERVER = fileURLToPath(new URL('testing/server.mjs', import.meta.url))

let dataDir: string
beforeAll(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'hopcart-stack-'))
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

function expectNothingLeft(): void {
  expect(processes().filter(({ command }) => command.includes(dataDir))).toEqual([])
  expect(existsSync(path.join(dataDir, 'stack.json'))).toBe(false)
}

test.each(['its data is made', 'it starts on data that is there'])(
  'Redis cannot start: nothing stays of Postgres, while %s',
  async (when) => {
    const programs = path.join(dataDir, 'programs')
    expect(existsSync(path.join(dataDir, 'postgres/cluster'))).toBe(when !== 'its data is made')
    mkdirSync(programs, { recursive: true })
    writeFileSync(path.join(programs, 'redis-server'), '#!/bin/sh\nexit 9\n', { mode: 0o755 })
    vi.stubEnv('PATH', `${programs}:${process.env.PATH}`)
    const starting = startStack({ dataDir, server: SERVER, mode: 'redis', demo: false })
    await expect(starting).rejects.toThrow('redis stopped at once (exit code 9)')
    expectNothingLeft()
  },
  60_000,
)

test('a replica that cannot start fails the start with its last words, and nothing stays', async () => {
  const starting = startStack({ dataDir, server: SERVER, mode: 'memory', demo: false, env: { CRASH_AT_START: 'web-3' } })
  await expect(starting).rejects.toThrow(/web-3 stopped at once \(exit code 3\)[\s\S]*cannot start: told so/)
  expectNothingLeft()
}, 60_000)
