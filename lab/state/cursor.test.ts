import { expect, test } from 'vitest'
import { formatCursor, parseCursor } from './cursor'

const TEXT = 'web-1:mabc1.12.340,web-2:mabc2.0.7'

test('a cursor survives its way to the page and back', () => {
  const cursor = parseCursor(TEXT)
  expect(Object.fromEntries(cursor)).toEqual({
    'web-1': { boot: 'mabc1', requests: 12, frames: 340 },
    'web-2': { boot: 'mabc2', requests: 0, frames: 7 },
  })
  expect(formatCursor(cursor)).toBe(TEXT)
})

test.each([
  null,
  '',
  ',,',
  'nonsense',
  'web-1',
  'web-1:x.1',
  'web-1:x.-1.2',
  'web-1:x.1.2.3',
  'web 1:x.1.2',
  `web-1:x.${'9'.repeat(16)}.1`,
])('what is none is nothing: %s', (text) => {
  expect(parseCursor(text).size).toBe(0)
})

test('nonsense beside an entry leaves the entry, and nobody sends a thousand of them', () => {
  expect([...parseCursor(`?,${TEXT},web-3:`).keys()]).toEqual(['web-1', 'web-2'])
  const many = Array.from({ length: 1_000 }, (_, i) => `web-${i}:a.1.1`).join(',')
  expect(parseCursor(many).size).toBe(32)
})
