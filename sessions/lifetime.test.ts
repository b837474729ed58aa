import { expect, test } from 'vitest'
import { LIFETIMES, slideIntervalMs } from './lifetime'

test('the slide interval is a tenth of the idle time, and at most a minute', () => {
  expect([0, 9, 10, 1005, 599_999, 600_000, 86_400_000].map(slideIntervalMs)).toEqual([0, 0, 1, 100, 59_999, 60_000, 60_000])
})

test('the lifetimes are those of the design', () => {
  expect(LIFETIMES).toEqual({
    guest: { idleMs: 7 * 86_400_000, absoluteMs: 30 * 86_400_000 },
    signedIn: { idleMs: 1_800_000, absoluteMs: 43_200_000 },
    keptSignedIn: { idleMs: 14 * 86_400_000, absoluteMs: 30 * 86_400_000 },
  })
})
