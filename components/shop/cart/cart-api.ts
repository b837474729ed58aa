import type { CartView } from './cart-view'

/** A refusal or an outage, in words for the shopper. */
export class CartProblem extends Error {
  constructor(
    readonly detail: string,
    readonly code: string,
  ) {
    super(detail)
  }
}

const PATIENCE_MS = 20_000
const PAUSES_MS = [400, 1_500]
const UNREACHABLE = 'We got no answer. Your cart is as it was; check the connection and try again.'

/** The cart as the server has it now. */
export async function fetchCart(): Promise<CartView> {
  const cart = await ask('GET', '/api/cart')
  if (!cart) throw new CartProblem(UNREACHABLE, 'unreachable')
  return cart
}

/** Adds to a line. The key makes a retry harmless: use a new one for every intent. */
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
  for (let tries = 0; ; tries++) {
    const pause = PAUSES_MS[tries]
    const answer = await fetch(path, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null)
    if (answer && !isPassing(answer.status)) return readAnswer(answer)
    if (pause === undefined) return answer ? readAnswer(answer) : Promise.reject(new CartProblem(UNREACHABLE, 'unreachable'))
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

/** Worth another try with the same key: no answer from a replica, or one that lost its store for a moment. */
function isPassing(status: number): boolean {
  return status === 502 || status === 503 || status === 504
}

async function readAnswer(answer: Response): Promise<CartView | null> {
  if (answer.status === 202) return null
  if (answer.ok) return (await answer.json()) as CartView
  const problem = (await answer.json().catch(() => null)) as { detail?: string; code?: string } | null
  throw new CartProblem(problem?.detail ?? UNREACHABLE, problem?.code ?? `http-${answer.status}`)
}
