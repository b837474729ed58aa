import { expect, test } from 'vitest'
import { SessionTooLarge, StoreUnavailable } from '@/sessions'
import { OUTAGE_POLICY, type RefusedKind } from '@/sessions/outage-policy'
import { problemResponse, problemText } from './problem'

test('a session that its cookie has no room for is 413, with what to do, by call and by form', async () => {
  const refused = new SessionTooLarge(4_321, 4_096)
  const answer = problemResponse(refused)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([413, 'application/problem+json'])
  const problem = await answer.json()
  expect(problem).toMatchObject({ status: 413, code: 'session-too-large', bytes: 4_321, max: 4_096 })
  expect(problem.detail).toMatch(/at most 4,096 bytes, and this would make it 4,321.*take something out of the cart/)
  expect(problemText(refused)).toEqual({ message: `${problem.title}. ${problem.detail}` })
})

test('a store that is away is 503, with the time to come again that the policy has for this kind of call', () => {
  const away = new StoreUnavailable('redis', 'read')
  for (const [kind, { whileAway, retryAfterSeconds }] of Object.entries(OUTAGE_POLICY)) {
    if (whileAway !== 'refused') continue
    const answer = problemResponse(away, {}, kind as RefusedKind)
    expect([answer.status, answer.headers.get('retry-after')], kind).toEqual([503, String(retryAfterSeconds)])
  }
})
