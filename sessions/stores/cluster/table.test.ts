import { expect, test } from 'vitest'
import { EMPTY_PART } from './merge'
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
