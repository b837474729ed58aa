import { expect, test } from 'vitest'
import type { RequestRecord } from '@/lab/contract'
import { answered, begun, withAnswer, withReports } from './observations'

const replicas = ['web-1', 'web-2'].map((name, i) => ({
  name,
  addresses: [`127.0.0.1:300${i + 1}`],
  condition: 'up' as const,
  status: null,
}))
const session = { id: 'tag.hash', signedIn: false, user: null, cartCount: 1, version: 2 }
const record: RequestRecord = {
  id: 'r1',
  at: 1_003,
  replica: 'web-1',
  mode: 'memory',
  shopper: 1,
  method: 'POST',
  route: '/api/cart/lines',
  status: 200,
  prefetch: false,
  totalMs: 4,
  storeMs: 1,
  calls: ['change'],
  presented: true,
  session,
  outage: false,
}
const outcome = { status: 200, json: null, replica: 'web-1', requestId: 'r1', storeMs: 1, calls: ['change'], totalMs: 9 }
const tries = [
  { address: '127.0.0.1:3002', status: 502 },
  { address: '127.0.0.1:3001', status: 200 },
]
const sent = begun('own-1', 1_000, 'memory', { method: 'POST', path: '/api/cart/lines?x=1', label: 'add to cart' })
const answer = answered(sent, { ...outcome, tries }, 1_009, replicas)

test('an answer names the replicas that were tried', () => {
  expect(answer).toMatchObject({ key: 'r1', pending: false, replica: 'web-1', route: '/api/cart/lines', answeredAt: 1_009 })
  expect(answer.tries).toEqual([
    { replica: 'web-2', status: 502 },
    { replica: 'web-1', status: 200 },
  ])
})

test('the report of the replica and the answer become one, whichever comes first', () => {
  const expected = { key: 'r1', at: 1_000, own: true, totalMs: 9, label: 'add to cart', session, presented: true }
  const answerFirst = withReports(withAnswer([sent], 'own-1', answer), [record])
  const reportFirst = withAnswer(withReports([sent], [record]), 'own-1', answer)
  expect(answerFirst).toMatchObject([expected])
  expect(reportFirst).toMatchObject([expected])
})

test('what another tab asked is reported only', () => {
  expect(withReports([], [record])).toMatchObject([{ key: 'r1', own: false, totalMs: 4, answeredAt: 1_007, session }])
})

test('nothing is known of the session of a request that did not ask for one', () => {
  expect(withReports([], [{ ...record, calls: [], session: null }])[0]?.session).toBeUndefined()
})

test('a replica that was given up does not stand for the one that answered', () => {
  const late = { ...record, at: 1_020, replica: 'web-2', status: 499 }
  expect(withReports(withAnswer([sent], 'own-1', answer), [late])).toMatchObject([{ replica: 'web-1', status: 200 }])
  expect(withReports([], [{ ...late, at: 1_000 }, record])).toMatchObject([{ replica: 'web-1', status: 200 }])
})
