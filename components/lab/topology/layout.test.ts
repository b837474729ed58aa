import { describe, expect, test } from 'vitest'
import { pointAt } from './curve'
import { type Beside, lineBetween } from './layout'
import { narrowLayout } from './narrow-layout'
import { wideLayout } from './wide-layout'

const names = (count: number) => Array.from({ length: count }, (_, i) => `web-${i + 1}`)
const forms = [
  ['wide', wideLayout],
  ['narrow', narrowLayout],
] as const
const contents = (['nothing', 'peers', 'store', 'set'] as const).flatMap((beside) =>
  [1, 2, 3, 5, 9].map((count): [Beside, number] => [beside, count]),
)

describe.each(forms)('%s', (_, layoutOf) => {
  test.each(contents)('with %s beside %d replicas, nodes are within the picture and apart', (beside, count) => {
    const { boxes, width, height } = layoutOf({ replicas: names(count), beside })
    const all = [...boxes.values()]
    const hasStore = beside === 'store' || beside === 'set'
    expect(boxes.has('store')).toBe(hasStore)
    expect(all).toHaveLength(count + 2 + (hasStore ? 1 : 0))
    for (const box of all) {
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.y).toBeGreaterThanOrEqual(0)
      expect(box.x + box.w).toBeLessThanOrEqual(width)
      expect(box.y + box.h).toBeLessThanOrEqual(height)
    }
    const isApart = (a: (typeof all)[number], b: (typeof all)[number]) =>
      a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y
    for (const [i, a] of all.entries()) for (const b of all.slice(i + 1)) expect(isApart(a, b)).toBe(true)
  })

  test.each(contents)('with %s beside %d replicas, every line stays within the picture and begins at its node', (beside, count) => {
    const { links, boxes, width, height } = layoutOf({ replicas: names(count), beside })
    for (const { curve, from } of links) {
      const box = boxes.get(from)
      const [x, y] = pointAt(curve, 0)
      expect(box && x >= box.x && x <= box.x + box.w && y >= box.y && y <= box.y + box.h).toBe(true)
      for (let part = 0; part <= 1; part += 0.05) {
        const [px, py] = pointAt(curve, part)
        expect(px >= 0 && px <= width && py >= 0 && py <= height).toBe(true)
      }
    }
  })

  test('the rows of a set lie within its box, one above the other, and lines lead to the one that is meant', () => {
    for (const target of [0, 1, 2]) {
      const { boxes, rows, links } = layoutOf({ replicas: names(3), beside: 'set', set: { rows: 3, target, hasFoot: true } })
      const store = boxes.get('store')
      expect(rows).toHaveLength(3)
      for (const [i, { y, h }] of rows.entries()) {
        expect(store && y > store.y && y + h <= store.y + store.h).toBe(true)
        expect(y).toBeGreaterThan((rows[i - 1]?.y ?? 0) + (rows[i - 1]?.h ?? 0))
      }
      const aimed = rows[target]
      for (const { curve } of links.filter(({ kind }) => kind === 'store')) {
        const [, y] = pointAt(curve, 1)
        expect(aimed && y > aimed.y && y < aimed.y + aimed.h).toBe(true)
      }
    }
  })

  test('links are those of the mode: each two replicas once, or each to the store', () => {
    const kinds = (beside: Beside) => layoutOf({ replicas: names(4), beside }).links.map(({ kind }) => kind)
    expect(kinds('nothing').filter((kind) => kind === 'peer' || kind === 'store')).toEqual([])
    expect(kinds('peers').filter((kind) => kind === 'peer')).toHaveLength(6)
    expect(kinds('store').filter((kind) => kind === 'store')).toHaveLength(4)
  })

  test('a line can be gone either way, and has one name', () => {
    const layout = layoutOf({ replicas: names(3), beside: 'peers' })
    const there = lineBetween(layout, 'web-1', 'web-3')
    const back = lineBetween(layout, 'web-3', 'web-1')
    expect(there?.key).toBe('web-1>web-3')
    expect(back?.key).toBe('web-1>web-3')
    expect(there && back && pointAt(back.curve, 0)).toEqual(there && pointAt(there.curve, 1))
    expect(lineBetween(layout, 'you', 'web-1')).toBeNull()
  })
})
