import { ChangeConflict, InvalidChange, SessionTooLarge, StoreUnavailable } from '@/sessions'
import { OUTAGE_POLICY, type RefusedKind } from '@/sessions/outage-policy'
import { BearerRefused } from '@/sessions/request/bearer'
import { isDatabaseDown } from '@/shop/database-errors'
import { ShopError } from '@/shop/errors'

type Problem = { status: number; code: string; title: string; detail: string; extra?: Readonly<Record<string, unknown>> }

/** Any error as an RFC 9457 problem. What is not ours to explain becomes a 500 that tells nothing of the inside. */
function problemOf(error: unknown): Problem {
  if (error instanceof ShopError || error instanceof BearerRefused) return error
  if (error instanceof StoreUnavailable)
    return {
      status: 503,
      code: 'sessions-unavailable',
      title: 'Sessions are unavailable',
      detail: 'We cannot reach your session right now. You are not signed out and nothing is lost; try again in a moment.',
    }
  if (error instanceof ChangeConflict)
    return {
      status: 422,
      code: 'key-reused',
      title: 'That key belongs to another change',
      detail: 'This Idempotency-Key was used for something else. Use a new key for a new change.',
    }
  if (error instanceof SessionTooLarge)
    return {
      status: 413,
      code: 'session-too-large',
      title: 'The cart is full',
      detail: `In this mode your session, with the cart, is a cookie of at most ${error.max.toLocaleString('en')} bytes, and this would make it ${error.bytes.toLocaleString('en')}. Nothing was changed: take something out of the cart, or order it, and try again.`,
      extra: { bytes: error.bytes, max: error.max },
    }
  if (error instanceof InvalidChange)
    return { status: 422, code: 'invalid-input', title: 'Some of that does not fit', detail: error.message }
  if (isDatabaseDown(error))
    return {
      status: 503,
      code: 'shop-unavailable',
      title: 'The shop is unavailable',
      detail: 'We cannot reach our records right now. Try again in a moment: nothing is charged or counted twice.',
    }
  console.error(error)
  return {
    status: 500,
    code: 'internal',
    title: 'Something went wrong',
    detail: 'That was our fault. Nothing was charged; try again, and tell us if it stays.',
  }
}

/** Answers an error as problem+json; where something behind us does not answer, the policy says for each kind of call when to come again. */
export function problemResponse(error: unknown, headers: HeadersInit = {}, kind: RefusedKind = 'change'): Response {
  const { status, code, title, detail, extra } = problemOf(error)
  const answer = new Response(JSON.stringify({ type: `/problems/${code}`, title, status, code, detail, ...extra }), { status, headers })
  answer.headers.set('Content-Type', 'application/problem+json')
  answer.headers.set('Cache-Control', 'no-store')
  if (status === 503) answer.headers.set('Retry-After', String(OUTAGE_POLICY[kind].retryAfterSeconds))
  if (status === 429) answer.headers.set('Retry-After', String(Math.max(1, Math.ceil(Number(extra?.retryAfterSeconds ?? 1)))))
  return answer
}

/** What a form shows for an error; rethrows what pages cannot explain. */
export function problemText(error: unknown): { message: string; errors?: Record<string, string> } {
  const problem = problemOf(error)
  if (problem.status === 500) throw error
  const errors = problem.extra?.errors as Record<string, string> | undefined
  return errors ? { message: problem.detail, errors } : { message: `${problem.title}. ${problem.detail}` }
}
