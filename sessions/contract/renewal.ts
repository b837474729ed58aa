import { expect } from 'vitest'
import { LimitExceeded } from '../errors'
import type { Lifetime } from '../session'
import { idOf, newToken, tagOf } from '../token'
import { add, applied, change, given, guest, LONG, pairs, type RuleGroup, renewal, set, signedIn, someUser } from './place'

/** Signing in and periodic renewal: what a renewal answers, and what it refuses. */
export const renewalRules: RuleGroup = (rule) => {
  rule('renew takes the cart over into a new session of the user', async ({ a, b, advance }) => {
    const userId = someUser()
    const { token } = await guest(a, [set('cart:p1', 2), set('theme', 'dark')])
    const { session: old } = applied(await a.change(token, change(add('cart:p1'))))
    advance(5000)
    const {
      session,
      token: next,
      before,
    } = given(await b.renew(token, await renewal(b, userId, { steps: [add('cart:p1', 4), set('cart:p2', 1)] })))
    expect(before).toEqual(old)
    expect(session).toMatchObject({ id: idOf(next), userId, version: 3, attributes: { 'cart:p1': 7, 'cart:p2': 1, theme: 'dark' } })
    expect(session.createdAt).toBeGreaterThanOrEqual(old.createdAt + 5000)
    expect([session.lastSeenAt, session.expiresAt]).toEqual([session.createdAt, session.createdAt + LONG.idleMs])
    for (const store of [a, b]) {
      expect(await store.read(next)).toEqual(session)
      expect(await store.list(userId)).toEqual([session])
    }
  })

  rule('renew gives a new secret under the old tag, and the old token reads nothing', async ({ a, b }) => {
    const { session, token } = await guest(a, [add('cart:p1')])
    const { token: next } = given(await a.renew(token, await renewal(a, someUser())))
    expect(next).not.toBe(token)
    expect(tagOf(next)).toBe(tagOf(token))
    for (const store of [a, b]) {
      expect(await store.read(token)).toBeNull()
      expect(await store.peek(session.id)).toBeNull()
    }
  })

  rule('renew without a token, or with an unknown one, makes a fresh session with a new tag', async ({ a, b }) => {
    const ended = await guest(a, [add('cart:p1')])
    await a.end(ended.token)
    for (const token of [null, newToken(), ended.token, '', 'A'.repeat(5000), 'a.b\u0000']) {
      const userId = someUser()
      const {
        session,
        token: next,
        before,
      } = given(await a.renew(token, await renewal(b, userId, { steps: [add('cart:p9')], grace: 'full' })))
      expect(before).toBeNull()
      expect(session).toMatchObject({ userId, version: 1, attributes: { 'cart:p9': 1 } })
      if (token) expect(tagOf(next)).not.toBe(tagOf(token))
      expect(await b.read(next)).toEqual(session)
    }
  })

  rule('renew of what must be alive makes nothing of a token that leads to no live session of this user', async ({ a, b, advance }) => {
    const userId = someUser()
    const live = async () => ({ ...(await renewal(b, userId, { grace: 'full' })), onlyLive: true })
    const ended = await signedIn(a, userId)
    await a.end(ended.token)
    const expired = await signedIn(a, userId, { lifetime: { idleMs: 10_000, absoluteMs: 60_000 } })
    advance(10_001)
    const own = await signedIn(a, userId)
    const powerless = own.token
    const { token } = given(await a.renew(powerless, await renewal(a, userId)))
    const [anyone, other] = [await guest(a, [add('cart:p1')]), await signedIn(a, someUser())]
    for (const dead of [null, newToken(), '', ended.token, expired.token, powerless, anyone.token, other.token])
      expect(await b.renew(dead, await live()), String(dead)).toBeNull()
    expect(await a.list(userId)).toHaveLength(1)
    expect(await a.read(anyone.token)).not.toBeNull()
    expect(await a.read(other.token)).not.toBeNull()

    const first = given(await b.renew(token, await live()))
    const again = given(await a.renew(token, await live()))
    expect(again.token, 'a full alias leads on').toBe(first.token)
    expect(await b.list(userId)).toHaveLength(1)
  })

  rule('renew of what must be alive, racing its end, never brings it back', async ({ a, b }) => {
    for (let round = 0; round < 20; round++) {
      const userId = someUser()
      const { token } = await signedIn(a, userId)
      const live = { ...(await renewal(b, userId, { grace: 'full' })), onlyLive: true }
      const renewing = Array.from({ length: 4 }, (_, i) => (i % 2 ? a : b).renew(token, live))
      const ending = round % 2 ? b.end(token) : b.endAll(userId)
      await Promise.all([...renewing, ending])
      await a.end(token) // where the renewal came first, the old token leads to the new session, and ends it
      expect(await a.list(userId)).toEqual([])
      expect(await b.renew(token, live)).toBeNull()
    }
  })

  rule('renew of an expired session makes a fresh one', async ({ a, advance }) => {
    const { token } = await guest(a, [add('cart:p1')], { idleMs: 10_000, absoluteMs: 60_000 })
    advance(10_001)
    const { session, before } = given(await a.renew(token, await renewal(a, someUser())))
    expect([before, pairs(session)]).toEqual([null, []])
  })

  rule('renew with a stale fence is null and changes nothing', async ({ a, b }) => {
    const userId = someUser()
    const { session, token } = await guest(a, [add('cart:p1')])
    const stale = await renewal(a, userId)
    await b.endAll(userId)
    expect(await a.renew(token, stale)).toBeNull()
    expect(await a.renew(null, stale)).toBeNull()
    expect(await a.read(token)).toEqual(session)
    expect(await a.list(userId)).toEqual([])
  })

  rule("renew of somebody else's session is null and changes nothing", async ({ a, b }) => {
    const owner = someUser()
    const { session, token } = await signedIn(a, owner, { change: change(add('cart:p1')) })
    const thief = someUser()
    for (const grace of ['powerless', 'full'] as const) expect(await b.renew(token, await renewal(b, thief, { grace }))).toBeNull()
    expect(await b.read(token)).toEqual(session)
    expect(await b.list(thief)).toEqual([])
  })

  rule("renew powerless of one's own session starts its life anew", async ({ a, advance }) => {
    const userId = someUser()
    const { session: old, token } = await signedIn(a, userId, { change: change(add('cart:p1')) })
    advance(5000)
    const { session } = given(await a.renew(token, await renewal(a, userId)))
    expect(session.createdAt).toBeGreaterThanOrEqual(old.createdAt + 5000)
    expect(session).toMatchObject({ version: 2, attributes: { 'cart:p1': 1 } })
  })

  rule("renew full of one's own session keeps its beginning and absolute end", async ({ a, b, advance }) => {
    const userId = someUser()
    const lifetime: Lifetime = { idleMs: 40_000, absoluteMs: 60_000 }
    const { session: old, token } = await signedIn(a, userId, { lifetime })
    advance(30_000)
    const { session, token: next } = given(
      await b.renew(token, await renewal(b, userId, { lifetime, grace: 'full', steps: [add('cart:p1')] })),
    )
    expect(session).toMatchObject({ createdAt: old.createdAt, expiresAt: old.createdAt + 60_000, version: 2 })
    expect(session.lastSeenAt).toBeGreaterThanOrEqual(old.lastSeenAt + 30_000)
    advance(28_000)
    expect(await a.read(next)).not.toBeNull()
    advance(2001)
    expect(await a.read(next)).toBeNull()
  })

  rule("renew full of a guest's session is powerless: a planted token opens nothing", async ({ a, b }) => {
    const { session: old, token } = await guest(a, [add('cart:p1')])
    const { session } = given(await a.renew(token, await renewal(a, someUser(), { grace: 'full' })))
    expect(session.createdAt).toBeGreaterThanOrEqual(old.createdAt)
    expect(await b.read(token)).toBeNull()
    expect(await b.end(token)).toBeNull()
    expect(await b.change(token, change(add('cart:p1')))).toBe('moved')
  })

  rule('renew whose steps are refused changes nothing', async ({ a, b }) => {
    const userId = someUser()
    const { session, token } = await guest(a, [set('cart:p1', 3), set('note', 'text')])
    const steps = [add('cart:p2'), { add: 'cart:p1', by: 3, max: 5 }]
    await expect(a.renew(token, await renewal(a, userId, { steps }))).rejects.toMatchObject({ key: 'cart:p1', current: 3, max: 5 })
    await expect(a.renew(token, await renewal(a, userId, { steps }))).rejects.toThrow(LimitExceeded)
    await expect(a.renew(token, await renewal(a, userId, { steps: [add('note')] }))).rejects.toMatchObject({ name: 'InvalidChange' })
    expect(await b.read(token)).toEqual(session)
    expect(await b.list(userId)).toEqual([])
    const clamped = await b.renew(token, await renewal(b, userId, { steps: [{ add: 'cart:p1', by: 3, max: 5, over: 'clamp' }] }))
    expect(clamped?.session.attributes).toEqual({ 'cart:p1': 5, note: 'text' })
  })

  rule('applied change ids move with a renewal', async ({ a, b }) => {
    const userId = someUser()
    const first = change(add('cart:p1'))
    const second = change(add('cart:p1'))
    const { token } = await a.create({ change: first, lifetime: LONG })
    await a.change(token, second)
    const { token: next } = given(await a.renew(token, await renewal(a, userId)))
    for (const repeated of [first, second]) {
      expect(applied(await b.change(next, repeated)).session).toMatchObject({ version: 3, attributes: { 'cart:p1': 2 } })
      expect(await b.change(token, repeated)).toBe('moved')
      for (const which of [token, next])
        await expect(b.change(which, { ...repeated, steps: [add('cart:p1', 9)] })).rejects.toMatchObject({ name: 'ChangeConflict' })
    }
    expect((await a.read(next))?.attributes).toEqual({ 'cart:p1': 2 })
  })
}
