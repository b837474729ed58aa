import { expect, test } from 'vitest'
import { framesOf, type RawFrame } from './frames'
import { Ring } from './ring'

const frame = (...sessions: string[]): RawFrame => ({
  at: 1,
  mode: 'replicated',
  from: 'web-1',
  to: 'web-2',
  kind: 'replicate',
  ms: 1,
  ok: true,
  sessions,
})

test('a ring keeps the last, and tells what came since a number', () => {
  const ring = new Ring<string>(3)
  expect(ring.since(0)).toEqual({ entries: [], last: 0 })
  for (const thing of ['a', 'b', 'c', 'd']) ring.push(thing)
  expect(ring.since(0)).toEqual({ entries: ['b', 'c', 'd'], last: 4 })
  expect(ring.since(3)).toEqual({ entries: ['d'], last: 4 })
  expect(ring.since(4).entries).toEqual([])
  expect(ring.since(99).entries, 'from the future').toEqual([])
})

test("a visitor gets frames about the visitor's sessions, once each, by the newest of them", () => {
  const frames = [frame('mine'), frame('other'), frame('mine', 'renewed'), frame('other', 'mine')]
  const { sessions: _, ...rest } = frame()
  const told = framesOf(frames, new Set(['mine', 'renewed']))
  expect(told).toEqual(['mine', 'renewed', 'mine'].map((session) => ({ ...rest, session })))
})
