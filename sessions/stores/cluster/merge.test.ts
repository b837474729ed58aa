import { expect, test } from 'vitest'
import { NOTHING } from './digest'
import { EMPTY_PART, merge } from './merge'
import type { Beginning } from './record'

const BEGINNING: Beginning = {
  userId: null,
  createdAt: 1,
  idleMs: 1,
  absoluteEnd: 2,
  from: null,
  attributes: [],
  version: 1,
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
