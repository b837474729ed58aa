import { expect } from '@playwright/test'
import type { Client, Reply } from './client'
import { expectProblem } from './problem'

/** How long an answer may take while something behind the shop does not answer: a connection attempt and a command's time-out. */
const BOUND_MS = 2_500

/** Sends a call and asserts that it is answered within the bound. */
export async function withinBound(what: string, call: () => Promise<Reply>, boundMs = BOUND_MS): Promise<Reply> {
  const begun = Date.now()
  const reply = await call()
  expect(Date.now() - begun, `${what}: ms until the answer`).toBeLessThan(boundMs)
  return reply
}

/** A call refused because a store is away: 503 soon, when to come back, and the shopper keeps the session. */
export async function expectAway(what: string, call: () => Promise<Reply>, boundMs = BOUND_MS): Promise<void> {
  const reply = await withinBound(what, call, boundMs)
  expectProblem(reply, 503, what)
  expect(Number(reply.headers['retry-after']), what).toBeGreaterThan(0)
  expectKept(reply, what)
}

/** No answer takes the session cookie away. */
export function expectKept(reply: Reply, what: string): void {
  for (const cookie of reply.headers['set-cookie'] ?? []) expect(cookie, what).not.toMatch(/^sid=(;|.*max-age=0|.*1970)/i)
}

/** Every personal call, by name. */
export function personalCalls(client: Client, account: { email: string; password: string }, productId: string) {
  const form = { ...account, csrfToken: '', json: 'true' }
  return {
    session: () => client.get('/api/session'),
    cart: () => client.get('/api/cart'),
    add: () => client.add(productId),
    set: () => client.patch(`/api/cart/lines/${productId}`, { quantity: 1 }),
    remove: () => client.delete(`/api/cart/lines/${productId}`),
    orders: () => client.get('/api/orders'),
    'auth session': () => client.get('/api/auth/session'),
    'sign-in': () => client.send('POST', '/api/auth/callback/credentials', { form }),
    'sign-out': () => client.send('POST', '/api/auth/signout', { form }),
  }
}

/** Whether a page says something; short when it fails, unlike a page. */
export function expectSays(reply: Reply, pattern: RegExp, what: string): void {
  const seen = reply.text.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ')
  expect(pattern.test(seen), `${what} says ${pattern}, but: ${seen.replace(/\s+/g, ' ').slice(0, 300)}`).toBe(true)
}
