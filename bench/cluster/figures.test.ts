import { describe, expect, test } from 'vitest'
import { copiesIn, cut, difference, perChange, spread, sumOf, wireTotals } from './figures'
import { shares } from './load'
import { worst } from './recovery'

describe('counters', () => {
  test('are summed over all members', () => {
    const members = [
      { wire_frames_sent: 3, wire_bytes_sent: 300 },
      { wire_frames_sent: 4, wire_bytes_sent: 500 },
    ]
    expect(wireTotals(members)).toEqual({ frames: 7, bytes: 800 })
    expect(difference({ frames: 7, bytes: 800 }, { frames: 2, bytes: 100 })).toEqual({ frames: 5, bytes: 700 })
  })

  test('that a member does not have are an error, and not 0', () => {
    expect(() => sumOf([{ pulls: 1 }, {}], 'pulls')).toThrow('no counter "pulls"')
  })
})

describe('what the wire carries per change', () => {
  test('is told without what it carries at rest in the same time', () => {
    const traffic = perChange({ frames: 620, bytes: 62_000 }, 1_000, { frames: 40, bytes: 4_000 }, 2_000, 100)
    expect(traffic).toEqual({ frames: 6, bytes: 600 })
  })

  test('is never below nothing, and of no change an error', () => {
    expect(perChange({ frames: 1, bytes: 1 }, 1_000, { frames: 40, bytes: 40 }, 1_000, 5)).toEqual({ frames: 0, bytes: 0 })
    expect(() => perChange({ frames: 1, bytes: 1 }, 1, { frames: 0, bytes: 0 }, 1, 0)).toThrow(RangeError)
  })
})

test('clients are spread over members: all of them, and one for each at least', () => {
  expect(spread(32, 5).reduce((sum, each) => sum + each)).toBe(32)
  expect(spread(2, 3)).toEqual([1, 1, 1])
})

test('sessions are divided without losing or sharing one', () => {
  const sessions = Array.from({ length: 11 }, (_, index) => index)
  for (const parts of [cut(sessions, 3), shares(sessions, 3)]) {
    expect(parts).toHaveLength(3)
    expect(parts.flat().sort((a, b) => a - b)).toEqual(sessions)
  }
  expect(() => shares([1], 2)).toThrow('too few')
})

test('a design says how many copies there are', () => {
  expect([copiesIn('replicated', 5), copiesIn('primary-backup', 5), copiesIn('primary-backup', 1)]).toEqual([5, 2, 1])
})

test('a recovery is what the unluckiest client saw', () => {
  const unhurt = { failures: 0, firstFailureAt: null, firstSuccessAt: null, longestGapMs: 4 }
  const hurt = { failures: 3, firstFailureAt: 1_000, firstSuccessAt: 1_250, longestGapMs: 260 }
  expect(worst([unhurt, unhurt])).toEqual({ failures: 0, failedForMs: null, longestGapMs: 4 })
  expect(worst([unhurt, hurt])).toEqual({ failures: 3, failedForMs: 250, longestGapMs: 260 })
})
