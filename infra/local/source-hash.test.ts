import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sourceHash } from './source-hash'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'hopcart-hash-'))
  write('app/page.tsx', 'page')
  write('package-lock.json', '{}')
})
afterEach(() => rmSync(root, { recursive: true }))

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text)
}

test.each(['app/page.tsx', 'package-lock.json', 'new-room/thing.ts', 'public/a.svg', 'next.config.ts'])('%s counts', (file) => {
  const before = sourceHash(root, 'key')
  write(file, 'changed')
  expect(sourceHash(root, 'key')).not.toBe(before)
})

test.each(['infra/x.ts', 'e2e/a.spec.ts', '.data/build.json', '.next/x', 'sessions/a.test.ts', 'README.md', 'prisma/generated/client.ts'])(
  '%s does not',
  (file) => {
    const before = sourceHash(root, 'key')
    write(file, 'changed')
    expect(sourceHash(root, 'key')).toBe(before)
  },
)

test('a moved file, and another key for server actions, make another build', () => {
  const before = sourceHash(root, 'key')
  expect(sourceHash(root, 'another')).not.toBe(before)
  write('app/other.tsx', 'page')
  rmSync(path.join(root, 'app/page.tsx'))
  expect(sourceHash(root, 'key')).not.toBe(before)
})
