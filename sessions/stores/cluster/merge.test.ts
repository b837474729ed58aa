import { expect, test } from 'vitest'
import { NOTHING } from './digest'
import { EMPTY_PART, merge } from './merge'
import type { Beginning, Operation, SessionRecord } from './record'
import { attributesOf, fold } from './replay'
import { Slot } from './slot'

const isInherited = (key: string) => key.startsWith('cart:')

const BEGINNING: Beginning = {
  userId: null,
  createdAt: 1,
  idleMs: 1,
  absoluteEnd: 2,
  from: null,
  attributes: [],
  version: 1,
  steps: null,
  since: [1, 1, 'a'],
  covers: null,
  through: [1, 2, 'a'],
  digest: NOTHING,
}

test.each([
  ['a later renewal', { since: [1, 2, 'a'] }],
  ['another content', { attributes: [['cart:1', 1]] }],
  ['no fold', { through: null }],
] as [string, Partial<Beginning>][])(
  'two beginnings that differ by %s are merged to the same, whichever is known first',
  (_, difference) => {
    const one = { ...EMPTY_PART, beginning: BEGINNING }
    const other = { ...EMPTY_PART, beginning: { ...BEGINNING, ...difference } }
    expect(merge(one, other)).toEqual(merge(other, one))
  },
)

const operation = (id: string, sequence: number, more: Partial<Operation> = {}): Operation => ({
  id,
  stamp: [1, sequence, 'a'],
  fingerprint: '',
  at: sequence,
  effects: [['add', 'cart:1', 1]],
  ...more,
})
const began: SessionRecord = { ...EMPTY_PART, beginning: { ...BEGINNING, since: null, through: null } }
const [old, again] = [operation('id', 1), operation('id', 2, { after: [1, 1, 'a'] })]
const folded = (record: SessionRecord) => fold(record, ({ stamp }) => stamp[1] <= 1, isInherited)

test('a change whose id was forgotten is another one, also where the earlier is not folded yet', () => {
  const late = { ...began, operations: [old] }
  const ahead = merge(folded(late), { ...EMPTY_PART, operations: [again] })
  expect(attributesOf(ahead, isInherited)).toEqual(new Map([['cart:1', 2]]))
  const behind = merge(late, { ...EMPTY_PART, operations: [again] })
  expect(attributesOf(behind, isInherited)).toEqual(new Map([['cart:1', 2]]))
  expect(new Slot('s', behind).digest).toEqual(new Slot('s', ahead).digest)
  for (const both of [merge(ahead, behind), merge(behind, ahead), merge(ahead, late), merge(late, ahead)])
    expect(attributesOf(both, isInherited)).toEqual(new Map([['cart:1', 2]]))
})

test('a change whose id was forgotten with the session before counts beside what is remembered of that', () => {
  const remembered = { ...began, operations: [{ ...old, effects: null }] }
  const ahead = merge(folded(remembered), { ...EMPTY_PART, operations: [again] })
  for (const both of [merge(remembered, { ...EMPTY_PART, operations: [again] }), merge(ahead, remembered), merge(remembered, ahead)])
    expect(attributesOf(both, isInherited)).toEqual(new Map([['cart:1', 1]]))
})

test('a change that was sent to both sides of a partition counts once, whatever both had forgotten before', () => {
  const after = [0, 9, 'a'] as const
  const [one, other] = [operation('id', 1, { after }), operation('id', 3, { after, stamp: [2, 1, 'b'] })]
  for (const both of [
    merge({ ...began, operations: [one] }, { ...began, operations: [other] }),
    merge({ ...began, operations: [other] }, { ...began, operations: [one] }),
  ])
    expect(both.operations).toEqual([one])
})
