import { expect, test } from 'vitest'
import { NOTHING } from './digest'
import { EMPTY_PART, merge } from './merge'
import { partitionOf } from './placement'
import type { Operation } from './record'
import { Table } from './table'

test('an operation that is missing in a session and in the one that it was renewed to shows in the digest of their partition', () => {
  const digestWith = (operations: readonly Operation[]) => {
    const table = new Table()
    for (const id of ['tag.old', 'tag.new']) table.put(id, { ...EMPTY_PART, operations })
    return table.partitionDigest(partitionOf('tag'))
  }
  const late: Operation = { id: 'late', stamp: [1, 1, 'm0'], fingerprint: '', at: 0, effects: [['add', 'cart:1', 1]] }
  expect(digestWith([late])).not.toEqual(digestWith([]))
})

test('what is noted behind a session is what would have been merged into it', () => {
  const [noting, merging] = [new Table(), new Table()]
  const tables = [noting, merging]
  const beginning = {
    userId: 'user',
    createdAt: 0,
    idleMs: 60_000,
    absoluteEnd: 100_000,
    from: null,
    attributes: [],
    version: 0,
    steps: null,
  }
  const whole = { ...EMPTY_PART, beginning: { ...beginning, since: null, covers: null, through: null, digest: NOTHING } }
  for (const table of tables) table.put('tag.one', whole)
  for (let sequence = 1; sequence <= 30; sequence++) {
    const lastSeenAt = sequence * 2_000
    const stamp = [1, sequence, sequence < 20 ? 'm0' : 'm1'] as const
    const operation: Operation = { id: `change ${sequence}`, stamp, fingerprint: '', at: lastSeenAt, effects: [['add', 'cart:1', 1]] }
    const part = { ...EMPTY_PART, lastSeenAt, operations: [operation] }
    expect(noting.note('tag.one', null, part)).toBe(false)
    expect(noting.note('tag.one', [1, 2], part)).toBe(false)
    if (!noting.note('tag.one', noting.digest('tag.one'), part)) noting.put('tag.one', merge(noting.get('tag.one') ?? expect.fail(), part))
    merging.put('tag.one', merge(merging.get('tag.one') ?? expect.fail(), part))
    expect(noting.note('tag.one', noting.digest('tag.one'), part)).toBe(false)
    for (const view of [(table: Table) => table.get('tag.one'), (table: Table) => table.state('tag.one')])
      expect(view(noting)).toEqual(view(merging))
    expect(noting.partitionDigest(partitionOf('tag'))).toEqual(merging.partitionDigest(partitionOf('tag')))
  }
  expect(noting.packed('tag.one')).toBe(merging.packed('tag.one'))
  expect(noting.bytes).toBe(merging.bytes)
  expect([...noting.forgettable(100_000)]).toEqual(['tag.one'])
})
