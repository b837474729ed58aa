import { describe, expect, test } from 'vitest'
import { quantile, ratios, shuffle, spread, summarize } from './statistics'

describe('quantile', () => {
  test('takes a figure, or the point between two', () => {
    expect(quantile([1, 2, 3, 4, 5], 0.5)).toBe(3)
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5)
    expect(quantile([10, 20], 0.25)).toBe(12.5)
    expect(quantile([7], 0.99)).toBe(7)
    expect([quantile([1, 2, 3], 0), quantile([1, 2, 3], 1)]).toEqual([1, 3])
  })

  test('of nothing is an error, not NaN', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError)
  })
})

test('summarize sorts by value, leaves its input alone, and one outlier moves nothing', () => {
  const figures = [100, 9, 8, 10, 11]
  expect(summarize(figures)).toEqual({ median: 10, low: 9, high: 11 })
  expect(figures).toEqual([100, 9, 8, 10, 11])
})

test('spread is the width of the middle half in medians', () => {
  expect(spread({ median: 10, low: 9, high: 11 })).toBeCloseTo(0.2)
  expect(spread({ median: 0, low: 0, high: 0 })).toBe(0)
})

test('ratios compare what was measured side by side', () => {
  expect(ratios([5, 20], [10, 40])).toEqual([0.5, 0.5])
  expect(() => ratios([1], [1, 2])).toThrow(RangeError)
})

test('shuffle keeps everybody, repeats itself for a seed, and gives everybody many places and neighbours', () => {
  const items = ['a', 'b', 'c', 'd', 'e']
  const orders = Array.from({ length: 60 }, (_, seed) => shuffle(items, seed))
  for (const order of orders) expect([...order].sort()).toEqual(items)
  expect(shuffle(items, 7)).toEqual(shuffle(items, 7))
  expect(new Set(orders.map(([first]) => first)).size).toBe(5)
  expect(new Set(orders.map((order) => order[order.indexOf('a') - 1])).size).toBe(5) // the four others, or nobody
  expect(items).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(shuffle([], 1)).toEqual([])
})
