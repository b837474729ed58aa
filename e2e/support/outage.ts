import { expect } from '@playwright/test'
import { KNOWN_AWAY_MS, OUTAGE_POLICY, type RefusedKind } from '../../sessions/outage-policy'
import { ORDER } from './checkout'
import { Client, type Reply } from './client'
import { expectProblem } from './problem'
import { onEveryReplica } from './replicas'

/** How long an answer may take while something behind the shop does not answer: the time-out that a first call may cost, and a busy machine. */
const BOUND_MS = OUTAGE_POLICY.read.firstCallMs + 1_500

/** Sends a call and asserts that it is answered within the bound. */
export async function withinBound(what: string, call: () => Promise<Reply>, boundMs = BOUND_MS): Promise<Reply> {
  const begun = Date.now()
  const reply = await call()
  expect(Date.now() - begun, `${what}: ms until the answer`).toBeLessThan(boundMs)
  return reply
}

/** A call refused because a store is away: 503 soon, when to come back (the answer, in seconds), and the shopper keeps the session. */
export async function expectAway(what: string, call: () => Promise<Reply>, boundMs = BOUND_MS): Promise<number> {
  const reply = await withinBound(what, call, boundMs)
  expectProblem(reply, 503, what)
  const again = Number(reply.headers['retry-after'])
  expect(again, what).toBeGreaterThan(0)
  expectKept(reply, what)
  return again
}

/** No answer takes the session cookie away. */
export function expectKept(reply: Reply, what: string): void {
  for (const cookie of reply.headers['set-cookie'] ?? []) expect(cookie, what).not.toMatch(/^sid=(;|.*max-age=0|.*1970)/i)
}

/** What the session store took of an answer in milliseconds, by its Server-Timing; null where it says nothing of that. */
function sessionMs({ headers }: Reply): number | null {
  const [, ms] = /(?:^|, *)session;dur=([\d.]+)/.exec(String(headers['server-timing'] ?? '')) ?? []
  return ms === undefined ? null : Number(ms)
}

/** Waits until every replica knows that the store is away, at the price of a time-out or a broken connection each; no answer takes longer than the bound. */
export async function untilKnownAway(client: Client): Promise<void> {
  const ask = async () => {
    const replies = [...(await onEveryReplica(() => withinBound('first', () => client.get('/api/session')))).values()]
    return replies.every((reply) => reply.status === 503 && Number(sessionMs(reply)) <= KNOWN_AWAY_MS)
  }
  await expect.poll(ask, { message: 'all replicas refuse at once', timeout: 10_000, intervals: [50] }).toBe(true)
}

/** Waits until every replica serves the client's session again: each finds out for itself that the store is back. */
export async function untilServedByAll(client: Client, timeout: number): Promise<void> {
  const onAll = async () => [...(await onEveryReplica(() => client.get('/api/session'))).values()].map(({ status }) => status)
  await expect.poll(onAll, { message: 'all replicas serve', timeout }).toEqual([200, 200, 200])
}

type Attempt = { readonly kind: RefusedKind; readonly name: string; readonly call: () => Promise<Reply> }

/** The calls that the policy refuses, of every kind. */
export function refusedCalls(
  client: Client,
  { account, csrfToken, productId }: { account: { email: string; password: string }; csrfToken: string; productId: string },
): Attempt[] {
  const form = { ...account, csrfToken, json: 'true' }
  const key = { headers: { 'idempotency-key': crypto.randomUUID() } }
  const signIn = (who: Client) => () => who.send('POST', '/api/auth/callback/credentials', { form })
  const byKind: Record<RefusedKind, Record<string, Attempt['call']>> = {
    read: {
      session: () => client.get('/api/session'),
      cart: () => client.get('/api/cart'),
      orders: () => client.get('/api/orders'),
      'auth session': () => client.get('/api/auth/session'),
    },
    change: {
      add: () => client.add(productId),
      set: () => client.patch(`/api/cart/lines/${productId}`, { quantity: 1 }),
      remove: () => client.delete(`/api/cart/lines/${productId}`),
    },
    'sign-in': { 'sign-in': signIn(client), 'sign-in of a guest': signIn(withoutSession(client)) },
    'sign-out': { 'sign-out': () => client.send('POST', '/api/auth/signout', { form }) },
    checkout: { checkout: () => client.post('/api/checkout', ORDER, key) },
  }
  return Object.entries(byKind).flatMap(([kind, calls]) =>
    Object.entries(calls).map(([name, call]) => ({ kind: kind as RefusedKind, name, call })),
  )
}

/** A client that next-auth knows, and no session store. */
function withoutSession({ url, cookies }: Client): Client {
  const guest = new Client(url)
  for (const [name, value] of cookies) if (name.startsWith('next-auth')) guest.cookies.set(name, value)
  return guest
}

/**
 * Expects a call to be refused as the policy says for its kind, by a replica that knows that the store is away: see {@link untilKnownAway}.
 * @returns what its session part took, in milliseconds; null: another part refused it first
 */
export async function expectRefused({ kind, name, call }: Attempt, boundMs = BOUND_MS): Promise<number | null> {
  let ms: number | null = null
  const again = await expectAway(
    name,
    async () => {
      const reply = await call()
      ms = sessionMs(reply)
      return reply
    },
    boundMs,
  )
  expect(again, `${name}: Retry-After`).toBe(OUTAGE_POLICY[kind].retryAfterSeconds)
  return ms
}

/** What refused calls waited for the store: nothing to speak of. One of them may have met a busy machine. */
export function expectNoWait(waits: readonly (number | null)[]): void {
  const known = waits.filter((ms) => ms !== null).sort((a, b) => a - b)
  expect(known.length, 'calls that say how long').toBeGreaterThan(0)
  expect(known.at(-2) ?? 0, `ms in the session part of ${known.length} calls`).toBeLessThanOrEqual(KNOWN_AWAY_MS)
}

/** Whether a page says something; short when it fails, unlike a page. */
export function expectSays(reply: Reply, pattern: RegExp, what: string): void {
  const seen = reply.text.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ')
  expect(pattern.test(seen), `${what} says ${pattern}, but: ${seen.replace(/\s+/g, ' ').slice(0, 300)}`).toBe(true)
}
