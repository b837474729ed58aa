import { expect, test } from 'vitest'
import { observation, sessionView } from '@/lab/anomalies/testing'
import { exportText } from './export'
import { foundText, passes, tagsOf } from './found'

test('what was found', () => {
  const user = sessionView({ signedIn: true, user: 'demo', cartCount: 3 })
  const cases = [
    observation({ session: user }),
    observation({ session: sessionView({ cartCount: 1 }) }),
    observation({ session: sessionView({ cartCount: 1 }), presented: false }),
    observation({ session: null }),
    observation({ session: undefined, calls: [], presented: false }),
    observation({ session: undefined, calls: [], route: '/api/products' }),
    observation({ session: undefined, status: 503, outage: true }),
    observation({ session: undefined, status: null }),
    observation({ session: undefined, status: null, pending: true }),
  ]
  expect(cases.map(foundText)).toEqual([
    'demo, cart 3',
    'guest, cart 1',
    'new guest, cart 1',
    'session not known',
    'no session',
    'session not asked for',
    'store away',
    'no answer',
    'under way',
  ])
})

test('tags and filters', () => {
  const prefetch = observation({ prefetch: true, own: false, replica: 'web-2' })
  const other = observation({ own: false, shopper: 3, anomalies: [{ kind: 'refused', text: 'refused' }] })
  expect([tagsOf(prefetch), tagsOf(other)]).toEqual([['prefetch'], ['not from here', 'shopper 3']])
  expect((['all', 'anomalies', 'no-prefetch', 'replica:web-2'] as const).map((filter) => passes(filter, prefetch))).toEqual([
    true,
    false,
    false,
    true,
  ])
  expect(passes('anomalies', other)).toBe(true)
})

test('the export holds mode, time and observations', () => {
  const one = observation()
  const read = JSON.parse(exportText({ mode: 'redis', observations: [one] }, new Date(0)))
  expect(read).toEqual({ mode: 'redis', at: '1970-01-01T00:00:00.000Z', observations: [one] })
})
