import type { CartView } from './cart-view'

/** A refusal or an outage, in words for the shopper. */
export class CartProblem extends Error {
  constructor(
    readonly detail: string,
    readonly code: string,
    /** No refusal, but an outage: what was asked for may have been done. */
    readonly isOutage: boolean,
  ) {
    super(detail)
  }
}

const PATIENCE_MS = 20_000
const PAUSES_MS = [400, 1_500]
const NOTHING_READ = 'We got no answer. Check the connection and try again.'
const NOTHING_KNOWN = 'We got no answer, so we do not know whether it worked. Trying again is safe: it cannot count twice.'

/** The cart as the server has it now. */
export async function fetchCart(): Promise<CartView> {
  const cart = await ask('GET', '/api/cart')
  if (!cart) throw new CartProblem(NOTHING_READ, 'unreachable', true)
  return cart
}

/** Adds to a line. The key makes a retry harmless. */
export function postLine(productId: string, quantity: number, key: string): Promise<CartView> {
  return change('POST', '/api/cart/lines', key, { productId, quantity })
}

/** Sets a line; 0 removes it. */
export function setLine(productId: string, quantity: number, key: string): Promise<CartView> {
  const path = `/api/cart/lines/${encodeURIComponent(productId)}`
  return quantity === 0 ? change('DELETE', path, key) : change('PATCH', path, key, { quantity })
}

/** Null from the server means: a sign-in has moved the cart and the change is in it; read with the new cookie. */
async function change(method: string, path: string, key: string, body?: object): Promise<CartView> {
  return oneAtATime(async () => (await ask(method, path, key, body)) ?? fetchCart())
}

/**
 * A visitor's first change brings the session cookie; two at once, from two tabs even, would bring two sessions and lose one
 * cart. The cookie is HttpOnly, so nobody here knows whether it is there: the lock is always taken.
 */
function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request('hopcart-first-change', work) as Promise<T>
  const turn = lastTurn.then(work, work)
  lastTurn = turn.catch(() => undefined)
  return turn
}

let lastTurn: Promise<unknown> = Promise.resolve()

async function ask(method: string, path: string, key?: string, body?: object): Promise<CartView | null> {
  const headers: Record<string, string> = {}
  if (key) headers['Idempotency-Key'] = key
  if (body) headers['Content-Type'] = 'application/json'
  // keepalive: leaving the page does not take a change back.
  const init: RequestInit = {
    method,
    headers,
    cache: 'no-store',
    keepalive: method !== 'GET',
    ...(body ? { body: JSON.stringify(body) } : {}),
  }
  let unanswered = false
  for (let tries = 0; ; tries++) {
    const { status, body } = await attempt(path, init)
    if (status === 202) return null
    if (status >= 200 && status < 300) return body as CartView
    const problem = body as Problem | null
    const isPassing = PASSING.has(status)
    // A replica that refuses says so with a code. Without one nobody knows how far the request came, on this try or an earlier one.
    unanswered ||= isPassing && !problem?.code
    const pause = PAUSES_MS[tries]
    if (isPassing && pause !== undefined) await new Promise((resolve) => setTimeout(resolve, pause))
    else if (isPassing && unanswered) throw new CartProblem(method === 'GET' ? NOTHING_READ : NOTHING_KNOWN, 'unreachable', true)
    else throw new CartProblem(problem?.detail ?? NOT_DONE, problem?.code ?? `http-${status}`, status >= 500)
  }
}

type Problem = { detail?: string; code?: string }
const NOT_DONE = 'That did not work. Your cart is as it was; try again.'

/** Worth another try with the same key: no answer, none from a replica, or one that lost its store for a moment. */
const PASSING = new Set([0, 502, 503, 504])

/** One request. Status 0: no answer came, or not all of it. */
async function attempt(path: string, init: RequestInit): Promise<{ status: number; body: unknown }> {
  try {
    const answer = await fetch(path, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) })
    return { status: answer.status, body: answer.ok ? await answer.json() : await answer.json().catch(() => null) }
  } catch {
    return { status: 0, body: null }
  }
}
