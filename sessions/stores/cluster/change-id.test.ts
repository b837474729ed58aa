import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { shortened } from './change-id'

test('UUIDs are shortened, and remain as different as they were', () => {
  const ids = Array.from({ length: 1_000 }, () => randomUUID())
  expect(new Set(ids.map(shortened)).size).toBe(1_000)
  for (const id of ids) expect(shortened(id)).toHaveLength(23)
})

test('an id that looks like a shortened one is another one', () => {
  const short = shortened(randomUUID())
  const all = [short, `~${short}`, `~~${short}`, '~', '~~', '~~~', 'order:1', '']
  expect(new Set([short, ...all.map(shortened)]).size).toBe(all.length + 1)
})

test('a UUID in capitals is another id than the same one in small letters', () => {
  const id = '0e7f8a52-30cb-4c5e-b0dd-3a84a9aa6ffa'
  expect(shortened(id.toUpperCase())).not.toBe(shortened(id))
})
