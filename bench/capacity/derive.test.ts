import { describe, expect, test } from 'vitest'
import { ASSUMPTIONS } from './assumptions'
import { averageBytes, clusterNeed, cookieTraffic, limitOf, postgresNeed, rates, redisNeed } from './derive'
import type { CapacityResult, Costs, Held } from './result'

const held = (guest: number, shopper: number): Held => ({ idle: { guest, shopper }, fresh: { guest: guest * 2, shopper: shopper * 2 } })
const cost = (bytes: number) => ({ bytes, roundTrips: 1, serverMicroseconds: 10 })
const costs: Costs = { read: cost(100), change: cost(200), slide: cost(50) }
const result = {
  redis: { held: held(500, 1_000), costs },
  postgres: { held: held(1_000, 3_000), indexes: { guest: 300, shopper: 900 }, costs },
  cluster: { replicated: { held: held(300, 600), costs }, 'primary-backup': { held: held(300, 600), costs } },
  stateless: { cookie: { guest: 300, shopper: 600 }, attributes: 80, token: 60 },
} as unknown as CapacityResult
const a = { ...ASSUMPTIONS, inUse: 0.02, shopperShare: 0.5, requestsPerMinute: 6, changes: 0.1 }

test('a million sessions in the rates of a second', () => {
  expect(rates(1e6, a)).toEqual({ inUse: 20_000, reads: 1_800, changes: 200, slides: 20_000 / 60 })
})

test('an average session is mostly an idle one', () => {
  expect(averageBytes(held(100, 300), { ...a, inUse: 0 })).toBe(200)
  expect(averageBytes(held(100, 300), { ...a, inUse: 1 })).toBe(400)
})

describe('needs', () => {
  test('Redis: fragmentation, the room of a fork, and copies', () => {
    const one = redisNeed(result, 1e6, a, 1, false)
    expect(one.total / one.data).toBeCloseTo(a.redisFragmentation * (1 + a.redisForkShare), 6)
    expect(redisNeed(result, 1e6, a, 3, false)).toMatchObject({ total: one.total * 3, servers: 3, problem: null })
    expect(redisNeed(result, 1e6, a, 2, true).servers).toBe(6)
  })

  test('one Redis is too few from some number on, and a sharded one grows', () => {
    const limit = limitOf((sessions) => redisNeed(result, sessions, a, 1, false)) as number
    expect(redisNeed(result, limit * 1.02, a, 1, false).problem).not.toBeNull()
    expect(redisNeed(result, limit * 0.98, a, 1, false).problem).toBeNull()
    expect(redisNeed(result, limit * 10, a, 2, true)).toMatchObject({ problem: null })
    expect(redisNeed(result, limit * 10, a, 2, true).servers).toBeGreaterThan(8)
  })

  test('every replica of `replicated` has all; of `primary-backup` more replicas hold more', () => {
    const all = clusterNeed(result, 'replicated', 1e6, a)
    expect(all.total).toBe(all.data * 3)
    expect(clusterNeed(result, 'replicated', 1e8, a).problem).toContain('every replica')
    const some = clusterNeed(result, 'primary-backup', 1e7, a)
    expect(some).toMatchObject({ total: some.data * 2, by: 'memory', problem: null })
  })

  test('Postgres ends at its commits or its reads', () => {
    expect(postgresNeed(result, 1e6, a).problem).toBeNull()
    expect(postgresNeed(result, 1e8, a).problem).toContain('commits')
  })
})

test('a sealed cookie travels with every request, and back with every change and slide', () => {
  const { sealed, token } = cookieTraffic(result, 1e6, a)
  expect(sealed).toEqual({ up: 450 * 2_000, down: 530 * (200 + 20_000 / 60) })
  expect(token).toEqual({ up: 60 * 2_000, down: 0 })
})
