import { expect, test } from 'vitest'
import type { Speed } from './result'
import { heldTable, ratioTable, recoveryTable, speedTable, trafficTable } from './tables'

const BASE: Omit<Speed, 'kind' | 'p50'> = { size: 3, ack: 'applied', p99: [2], opsPerSecond: [4_000], traffic: null, lag: null }
const REDIS: Speed = { ...BASE, kind: 'redis', p50: [0.1, 0.2, 0.4] }
const OURS: Speed = {
  ...BASE,
  kind: 'replicated',
  p50: [0.3, 0.4, 1.2],
  traffic: [{ frames: 5.2, bytes: 1_000 }],
  lag: { p50: 0.5, p99: 3 },
}

test('ratios are taken round by round, only beside Redis in the same size and level', () => {
  expect(ratioTable({ speeds: [OURS, REDIS] }).slice(1)).toEqual([['3', 'replicated', 'applied', '3.0', '2.5–3.0', '4,000']])
  expect(ratioTable({ speeds: [OURS, { ...REDIS, size: 5 }] })).toHaveLength(1)
})

test('Redis has no level of acknowledgement and no wire', () => {
  expect(speedTable({ speeds: [REDIS] })[1]).toEqual(['3', 'redis', '–', '0.200', '2.00', '4,000'])
  expect(trafficTable({ speeds: [OURS, REDIS] }).slice(1)).toEqual([['3', 'replicated', 'applied', '5.2', '1,000', '0.500', '3.00']])
})

test('memory is told in all, and for each holder', () => {
  const held = { kind: 'replicated', size: 3, sessions: 100_000, bytesPerSession: 3_600, packedPerSession: 1_200, holders: 3 } as const
  const [, row] = heldTable({ held: [{ ...held, join: { ms: 2_500, bytes: 44e6 } }] })
  expect(row).toEqual(['3', 'replicated', '100,000', '3,600', '1,200', '400', '2.50', '44.0'])
})

test('kills of one store in one size are one line, with the worst beside the median', () => {
  const kill = { kind: 'primary-backup', size: 3, failures: 0, failedForMs: null } as const
  const table = recoveryTable({
    recoveries: [
      { ...kill, longestGapMs: 100, copiedAgainMs: 900 },
      { ...kill, longestGapMs: 700, copiedAgainMs: 1_100 },
      { ...kill, longestGapMs: 200, copiedAgainMs: 1_000 },
    ],
  })
  expect(table.slice(1)).toEqual([['3', 'primary-backup', '3', '200', '700', '0', '–', '1,000']])
})
