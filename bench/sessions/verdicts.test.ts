import { describe, expect, test } from 'vitest'
import type { Role } from './contestant'
import type { CorrectnessResult } from './correctness'
import type { Cell } from './rounds'
import { targetSentence } from './target-sentence'
import { brokenPromises, isReached, noiseOf, verdictsOf } from './verdicts'

const cell = (role: Role, ops: number[], more: Partial<Cell> = {}): Cell => ({
  ...{ family: 'redis', role, name: role, operation: 'read', concurrency: 32, single: false },
  rounds: ops.map((opsPerSecond) => ({ opsPerSecond, p50: 1, p99: 2 })),
  ...more,
})

describe('a verdict', () => {
  test('compares rounds that were side by side, so that a machine that slows down changes no share', () => {
    const cells = [cell('floor', [1000, 500, 100]), cell('ours', [950, 475, 95]), cell('peer', [190, 95, 19])]
    const [verdict] = verdictsOf({ cells, frontCostMs: 0 })
    expect(verdict?.share?.median).toBeCloseTo(0.95)
    expect(verdict?.share?.high).toBeCloseTo(0.95)
    expect(verdict?.target).toBe(0.9)
    expect(verdict && isReached(verdict)).toBe(true)
    expect(verdict?.peer.factor.median).toBeCloseTo(5)
  })

  test('makes the peer a present of its work before the store', () => {
    // 1,000 a second are 1 ms each; without 0.5 ms of them it is 2,000 a second, which beats 1,500.
    const cells = [cell('ours', [1500]), cell('peer', [1000])]
    expect(verdictsOf({ cells, frontCostMs: 0 })[0]?.peer.isBeaten).toBe(true)
    expect(verdictsOf({ cells, frontCostMs: 0.5 })[0]?.peer.isBeaten).toBe(false)
  })

  test('has neither share nor target without a floor, and no target for one hot session', () => {
    const renew = [cell('ours', [10], { operation: 'renew' }), cell('peer', [5], { operation: 'renew' })]
    const [verdict] = verdictsOf({ cells: renew, frontCostMs: 0 })
    expect(verdict).toMatchObject({ share: null, target: null })
    expect(verdict && isReached(verdict)).toBeNull()
    const hot = { operation: 'change', single: true } as const
    const [single] = verdictsOf({ cells: [cell('ours', [1], hot), cell('floor', [2], hot), cell('peer', [1], hot)], frontCostMs: 0 })
    expect(single).toMatchObject({ target: null, share: { median: 0.5 } })
  })
})

describe('the sentence about the targets', () => {
  const floor = cell('floor', [100, 100, 100, 100, 100])
  const sentence = (ours: number[], restless = false) =>
    targetSentence(verdictsOf({ cells: [floor, cell('ours', ours), cell('peer', [1, 1, 1, 1, 1])], frontCostMs: 0 }), restless)

  test('says more of clear figures than of close ones', () => {
    expect(sentence([91, 92, 93, 94, 95])).toBe('All 1 targets are reached by the medians of this run.')
    expect(sentence([70, 80, 92, 95, 99])).toBe(
      'All 1 targets are reached by the medians of this run; one is close, their quartiles on both sides of the target: Redis read · 32 (0.80–0.95 around 0.9).',
    )
  })

  test('names what was missed, and the machine that does not let one say more', () => {
    expect(sentence([50, 50, 50, 50, 50])).toBe(
      '0 of 1 targets are reached by the medians of this run; not reached: Redis read · 32 (0.50 of 0.9).',
    )
    expect(sentence([95, 95, 95, 95, 95], true)).toContain('The machine was too restless')
  })
})

test('noise is told for the usual cell and for the worst one', () => {
  expect(noiseOf([cell('ours', [100, 100, 100]), cell('peer', [100, 100, 100]), cell('floor', [50, 100, 150])])).toEqual({
    usual: 0,
    worst: 0.5,
  })
})

test('only our own stores can break a promise, and each way of breaking it is named', () => {
  const lost = { median: 9, least: 5, most: 12 }
  const bad: CorrectnessResult = {
    ...{ family: 'redis', role: 'peer', name: 'a peer' },
    adds: [{ concurrency: 16, acknowledged: 200, lost, doubled: 1 }],
    signOut: { trials: 20, alive: 3 },
    signIn: { trials: 20, acknowledged: 200, kept: 190, oldAlive: 2 },
  }
  expect(brokenPromises({ correctness: [bad] })).toEqual([])
  expect(brokenPromises({ correctness: [{ ...bad, role: 'ours' }] })).toEqual([
    'redis: 12 adds lost, 16 at once',
    'redis: 1 adds doubled, 16 at once',
    'redis: 3 sessions alive after a sign-out',
    'redis: 10 adds lost by a sign-in',
    'redis: 2 old cookies alive after a sign-in',
  ])
})
