import { describe, expect, test } from 'vitest'
import { nameAnomalies } from '@/lab/anomalies'
import { asStranger, observation, sessionView, signIn } from '@/lab/anomalies/testing'
import type { Observation } from '@/lab/client/types'
import type { XRay } from '@/lab/contract'
import { figuresOf, percentile } from './figures'

const add = (cartCount: number, part: Partial<Observation> = {}) =>
  observation({ method: 'POST', session: sessionView({ cartCount, version: cartCount }), ...part })
const xray = (cartCount: number, at = Number.MAX_SAFE_INTEGER): XRay => ({
  mode: 'memory',
  id: 'tag.one',
  at,
  views: [
    {
      place: { replica: 'web-1' },
      state: 'known',
      role: 'only',
      ms: 1,
      session: { ...sessionView({ cartCount }), cart: {}, createdAt: 0, lastSeenAt: 0, expiresAt: 1 },
    },
  ],
})
const figures = (all: readonly Observation[], now: number) => figuresOf(nameAnomalies(all), 'memory', xray(now))

describe('acknowledged and present', () => {
  test('all there', () => {
    expect(figures([add(1, { presented: false }), add(2), add(3)], 3)).toMatchObject({ acknowledged: 3, present: 3, isCutOff: false })
  })
  test('the cart was not empty before', () => {
    expect(figures([observation({ session: sessionView({ cartCount: 4 }) }), add(5), add(6)], 5)).toMatchObject({
      acknowledged: 2,
      present: 1,
      missing: 1,
    })
    expect(figures([add(5), add(6)], 6)).toMatchObject({ acknowledged: 2, present: 2 })
  })
  test('what was acknowledged after the x-ray cannot be in it yet', () => {
    const all = [add(1, { presented: false, at: 1_000 }), add(2, { at: 2_000 }), add(3, { at: 3_000 })]
    expect(figuresOf(all, 'memory', xray(1, 1_500))).toMatchObject({ acknowledged: 3, present: 1, missing: 0 })
    expect(figuresOf(all, 'memory', xray(1, 2_500))).toMatchObject({ acknowledged: 3, present: 1, missing: 1 })
  })
  test('only since the cart was changed otherwise', () => {
    const all = [
      add(1, { presented: false }),
      signIn(3),
      add(4, { session: sessionView({ id: 'tag.user', signedIn: true, cartCount: 4, version: 6 }) }),
    ]
    expect(figures(all, 4)).toMatchObject({ acknowledged: 1, present: 1, isCutOff: true })
  })
  test('what was refused or lost was not acknowledged', () => {
    expect(figures([add(1), add(1, { status: 503 }), add(1, { status: null, replica: null })], 1)).toMatchObject({
      acknowledged: 1,
      unanswered: 2,
    })
  })
  test('a cart that nobody can read', () => {
    expect(figuresOf([add(1)], 'memory', null).present).toBeNull()
    expect(figuresOf([], 'memory', null).present).toBe(0)
  })
})

test('of the mode at hand only, with what was named', () => {
  const all = [
    signIn(0),
    asStranger(),
    asStranger(),
    add(9, { mode: 'redis' }),
    observation({ pending: true, answeredAt: null, status: null }),
  ]
  expect(figures(all, 0)).toMatchObject({ requests: 3, signedOut: 2, stale: 0, acknowledged: 0 })
})

test('percentiles by the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
  expect([percentile(hundred, 50), percentile(hundred, 99), percentile([7], 99), percentile([], 50)]).toEqual([50, 99, 7, null])
})
