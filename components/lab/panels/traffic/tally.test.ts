import { describe, expect, test } from 'vitest'
import { freshFirst, planRun } from './plan'
import { type Add, countByReplica, countFates, fateOf, heldByAll, heldOf } from './tally'

const add = (productId: string, status: number | null = 200, shopper = 1): Add => ({ productId, status, shopper })

describe('fates', () => {
  test('by what was answered in the end', () => {
    expect([200, 201, 202, 409, 503, 502, 504, null].map(fateOf)).toEqual([
      'acknowledged',
      'acknowledged',
      'acknowledged',
      'refused',
      'refused',
      'lost',
      'lost',
      'lost',
    ])
    expect(countFates([add('a'), add('b', 503), add('c', null), add('d')])).toEqual({ acknowledged: 2, refused: 1, lost: 1 })
  })
})

describe('acknowledged versus present', () => {
  test('all there, some gone', () => {
    expect(heldOf([add('a'), add('b'), add('c')], {}, { a: 1, b: 1, c: 1, other: 4 })).toEqual({ present: 3, doubled: 0 })
    expect(heldOf([add('a'), add('b'), add('c')], {}, { c: 1 })).toEqual({ present: 1, doubled: 0 })
  })
  test('what was there before does not count', () => {
    expect(heldOf([add('a'), add('b')], { a: 2 }, { a: 2, b: 1 })).toEqual({ present: 1, doubled: 0 })
    expect(heldOf([add('a'), add('b')], { a: 2 }, { a: 1 })).toEqual({ present: 0, doubled: 0 })
  })
  test('an add that was not acknowledged may be there, and explains one thing', () => {
    expect(heldOf([add('a', null)], {}, { a: 1 })).toEqual({ present: 0, doubled: 0 })
    expect(heldOf([add('a'), add('a', 504)], {}, { a: 3 })).toEqual({ present: 1, doubled: 1 })
    expect(heldOf([add('a', 409)], {}, { a: 1 })).toEqual({ present: 0, doubled: 1 })
  })
  test('a repeat that counted twice', () => {
    expect(heldOf([add('a'), add('b')], {}, { a: 2, b: 1 })).toEqual({ present: 2, doubled: 1 })
  })
  test('the carts of several shoppers', () => {
    const adds = [add('a', 200, 1), add('a', 200, 2), add('b', 200, 2)]
    const first = { shopper: 1, before: {}, after: { a: 1 } }
    expect(heldByAll(adds, [first, { shopper: 2, before: {}, after: { b: 1 } }])).toEqual({ present: 2, doubled: 0 })
    expect(heldByAll(adds, [first, { shopper: 2, before: {}, after: null }])).toBeNull()
  })
})

test('answers per replica and shopper', () => {
  const answers = [
    { replica: 'web-1', shopper: 1 },
    { replica: 'web-1', shopper: 1 },
    { replica: 'web-2', shopper: 2 },
    { replica: null, shopper: 1 },
  ]
  expect(countByReplica(answers)).toEqual({ 'web-1': { 1: 2 }, 'web-2': { 2: 1 } })
})

describe('plans', () => {
  const products = Array.from({ length: 24 }, (_, i) => `p${i}`)
  const sizes = (kind: Parameters<typeof planRun>[0]) => planRun(kind, () => products).map(({ steps, atOnce }) => [steps.length, atOnce])
  test('how many requests, and how many at once', () => {
    expect(sizes('twenty')).toEqual([[20, 6]])
    expect(sizes('tabs')).toEqual([
      [10, 1],
      [10, 1],
    ])
    expect(sizes('shoppers')).toEqual([
      [12, 1],
      [4, 1],
      [4, 1],
    ])
  })
  test('each add of a cart is of another product, also of two tabs', () => {
    for (const kind of ['twenty', 'tabs'] as const) {
      const adds = planRun(kind, () => products).flatMap(({ steps }) =>
        steps.flatMap((step) => (step.do === 'add' ? [step.productId] : [])),
      )
      expect(new Set(adds).size).toBe(adds.length)
      expect(adds.length).toBe(kind === 'twenty' ? 10 : 20)
    }
  })
  test('without products only reads are left', () => {
    expect(planRun('tabs', () => []).flatMap(({ steps }) => steps)).toEqual([])
  })
  test('what no cart holds comes first', () => {
    expect(freshFirst(['a', 'b', 'c'], [{ a: 1 }, { b: 2 }])).toEqual(['c', 'a', 'b'])
  })
})
