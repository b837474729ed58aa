import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ensurePrograms } from './install-programs'
import { silent } from './progress'

let programs: string
beforeAll(() => {
  programs = mkdtempSync(path.join(tmpdir(), 'hopcart-programs-'))
})
afterAll(() => rmSync(programs, { recursive: true, force: true }))

function withRedis(script: string) {
  writeFileSync(path.join(programs, 'redis-server'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  vi.stubEnv('PATH', `${programs}:${process.env.PATH}`)
  return ensurePrograms(['redis-server'], silent)
}

test('a Redis that is too old is named before anything starts', async () => {
  await expect(withRedis('echo "Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64"')).rejects.toMatchObject({
    name: 'Problem',
    message: expect.stringMatching(/redis-server 6\.0\.16 .* is too old: Redis 7 or later/),
  })
})

test.each(['echo "Redis server v=7.0.15 sha=00000000:0"', 'echo "Valkey server v=8.1.0 sha=00000000:0"', 'exit 9'])(
  'another one is taken: %s',
  async (script) => {
    await withRedis(script)
  },
)
