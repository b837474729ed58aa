import { expect, test } from 'vitest'
import { backwards, bulge, line, pathOf, pointAt, swing, trunk } from './curve'

test('a dot moves evenly along a line, and stays within it', () => {
  const way = line([0, 0], [100, 0])
  expect(pointAt(way, 0.25)[0]).toBeCloseTo(25)
  expect(pointAt(way, -1)).toEqual([0, 0])
  expect(pointAt(way, 2)[0]).toBeCloseTo(100)
})

test('half of the length is half of the way, also where pieces differ in length', () => {
  const way = trunk([78, 100], 14, [34, 400])
  const steps = Array.from({ length: 20 }, (_, i) => [pointAt(way, i / 20), pointAt(way, (i + 1) / 20)] as const)
  const lengths = steps.map(([a, b]) => Math.hypot(b[0] - a[0], b[1] - a[1]))
  expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThan(Math.max(...lengths) * 0.15)
})

test('backwards begins where it ended', () => {
  const way = swing([0, 0], [50, 80])
  expect(pointAt(backwards(way), 0)).toEqual([50, 80])
  expect(pointAt(backwards(way), 1)).toEqual([0, 0])
})

test('a bulge is as wide as asked for', () => {
  expect(pointAt(bulge([10, 0], [10, 60], 30), 0.5)[0]).toBeCloseTo(40, 0)
})

test('SVG gets one path, with rounded numbers', () => {
  expect(pathOf(line([0, 0], [3, 1]))).toBe('M0 0C1 0.3 2 0.7 3 1')
})
