import { expect } from 'vitest'
import { slideIntervalMs } from '../lifetime'
import { add, applied, change, given, guest, type RuleGroup, signedIn, someUser } from './place'

/** Room for a slow test run: the store's clock goes on while the test works. */
const MARGIN = 4000
const IDLE = 100_000
const INTERVAL = slideIntervalMs(IDLE)

/** When a session ends, and what keeps it alive. The injected clock is moved; the fields decide, whatever a TTL collects. */
export const expiryRules: RuleGroup = (rule) => {
  rule('an idle session is alive just before its end', async ({ a, b, advance }) => {
    const { session, token } = await guest(a, [add('cart:p1')], { idleMs: IDLE, absoluteMs: 10 * IDLE })
    advance(IDLE - MARGIN)
    expect(await b.peek(session.id)).toEqual(session)
    expect(await b.read(token)).toMatchObject({ id: session.id })
  })

  rule('an idle session is gone at its end, for every method', async ({ a, b, advance }) => {
    const userId = someUser()
    const { session, token } = await signedIn(a, userId, { lifetime: { idleMs: IDLE, absoluteMs: 10 * IDLE } })
    advance(IDLE)
    for (const store of [a, b]) {
      expect(await store.change(token, change(add('cart:p1')))).toBeNull()
      expect(await store.read(token)).toBeNull()
      expect(await store.peek(session.id)).toBeNull()
      expect(await store.list(userId)).toEqual([])
      expect(await store.end(token)).toBeNull()
      expect(await store.end({ id: session.id })).toBeNull()
    }
    expect(await a.endAll(userId)).toBe(0)
  })

  rule('reads keep a session alive until the absolute end, and no longer', async ({ a, b, advance }) => {
    const { session, token } = await guest(a, [add('cart:p1')], { idleMs: IDLE, absoluteMs: 2.5 * IDLE })
    advance(IDLE - MARGIN)
    const second = given(await b.read(token))
    expect(second.expiresAt).toBe(second.lastSeenAt + IDLE)
    advance(IDLE - MARGIN)
    const third = given(await a.read(token))
    expect(third.expiresAt).toBe(session.createdAt + 2.5 * IDLE)
    advance(0.5 * IDLE + MARGIN)
    expect(await b.read(token)).not.toBeNull()
    advance(MARGIN)
    expect(await b.read(token)).toBeNull()
  })

  rule('changes keep a session alive until the absolute end, and no longer', async ({ a, b, advance }) => {
    const { session, token } = await guest(a, [], { idleMs: IDLE, absoluteMs: 1.5 * IDLE })
    advance(IDLE - MARGIN)
    const { session: changed } = applied(await b.change(token, change(add('cart:p1'))))
    expect(changed.lastSeenAt).toBeGreaterThanOrEqual(session.lastSeenAt + IDLE - MARGIN)
    expect(changed.expiresAt).toBe(session.createdAt + 1.5 * IDLE)
    expect(await a.peek(changed.id)).toEqual(changed)
    advance(0.5 * IDLE)
    expect(await a.read(token)).not.toBeNull()
    advance(MARGIN)
    expect(await a.change(token, change(add('cart:p1')))).toBeNull()
  })

  rule('a read inside the slide interval leaves lastSeenAt alone', async ({ a, b, advance }) => {
    const { session, token } = await guest(a, [], { idleMs: IDLE, absoluteMs: 10 * IDLE })
    advance(INTERVAL - MARGIN)
    for (const store of [a, b]) expect(await store.read(token)).toEqual(session)
  })

  rule('a read after the slide interval moves lastSeenAt once, for everybody', async ({ a, b, advance }) => {
    const { session, token } = await guest(a, [], { idleMs: IDLE, absoluteMs: 10 * IDLE })
    advance(INTERVAL)
    const slid = given(await a.read(token))
    expect(slid.lastSeenAt).toBeGreaterThanOrEqual(session.lastSeenAt + INTERVAL)
    expect(slid).toEqual({ ...session, lastSeenAt: slid.lastSeenAt, expiresAt: slid.lastSeenAt + IDLE })
    for (const store of [b, a]) expect(await store.read(token)).toEqual(slid)
    expect(await b.peek(session.id)).toEqual(slid)
  })

  rule('the slide interval is at most a minute', async ({ a, b, advance }) => {
    const { session, token } = await guest(a, [], { idleMs: 86_400_000, absoluteMs: 172_800_000 })
    advance(60_000 - MARGIN)
    expect(await b.read(token)).toEqual(session)
    advance(MARGIN)
    expect(given(await b.read(token)).lastSeenAt).toBeGreaterThanOrEqual(session.lastSeenAt + 60_000)
  })

  rule('peek and list never slide', async ({ a, b, advance }) => {
    const userId = someUser()
    const { session } = await signedIn(a, userId, { lifetime: { idleMs: IDLE, absoluteMs: 10 * IDLE } })
    advance(IDLE - MARGIN)
    for (const store of [a, b]) {
      expect(await store.peek(session.id)).toEqual(session)
      expect(await store.list(userId)).toEqual([session])
    }
    advance(MARGIN)
    expect(await a.peek(session.id)).toBeNull()
  })

  rule('a refused change does not slide', async ({ a, b, advance }) => {
    const { session, token } = await guest(a, [add('cart:p1')], { idleMs: IDLE, absoluteMs: 10 * IDLE })
    advance(INTERVAL)
    await expect(a.change(token, change({ add: 'cart:p1', by: 1, max: 1 }))).rejects.toThrow('at most')
    expect(await b.peek(session.id)).toEqual(session)
  })
}
