import { expect, test } from 'vitest'
import { SessionTooLarge } from '@/sessions'
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
