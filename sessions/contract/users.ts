import { expect } from 'vitest'
import { newToken } from '../token'
import { add, applied, change, given, guest, type RuleGroup, renewal, signedIn, someUser } from './place'

/** What concerns all sessions of a user: fences, the list, ending all, the greatest number. */
export const userRules: RuleGroup = (rule) => {
  rule('a fence stays until endAll moves it', async ({ a, b }) => {
    const userId = someUser()
    const first = await a.fence(userId)
    const { token } = await signedIn(a, userId)
    await b.end(token)
    expect(await b.fence(userId)).toBe(first)
    expect(await b.endAll(userId)).toBe(0)
    const second = await a.fence(userId)
    await a.endAll(userId)
    const third = await b.fence(userId)
    expect(new Set([first, second, third]).size).toBe(3)
    expect(typeof third).toBe('string')
  })

  rule('list has the newest first', async ({ a, b, advance }) => {
    const userId = someUser()
    const made = []
    for (const store of [a, b, a]) {
      made.unshift((await signedIn(store, userId)).session)
      advance(1000)
    }
    expect(await b.list(userId)).toEqual(made)
    expect(await a.list(someUser())).toEqual([])
  })

  rule('list has live sessions only', async ({ a, b, advance }) => {
    const userId = someUser()
    const kept = await signedIn(a, userId)
    const ended = await signedIn(a, userId)
    await signedIn(b, userId, { lifetime: { idleMs: 5000, absoluteMs: 5000 } })
    await b.end(ended.token)
    advance(5001)
    expect((await a.list(userId)).map(({ id }) => id)).toEqual([kept.session.id])
    expect(await a.endAll(userId)).toBe(1)
  })

  rule("users' sessions are apart", async ({ a, b }) => {
    const [one, other] = [someUser(), someUser()]
    const mine = await signedIn(a, one)
    const theirs = await signedIn(b, other)
    const fence = await a.fence(other)
    expect(await a.list(one)).toEqual([mine.session])
    expect(await a.endAll(one)).toBe(1)
    expect(await a.list(other)).toEqual([theirs.session])
    expect(await b.fence(other)).toBe(fence)
  })

  rule('a user id may be any text', async ({ a, b }) => {
    for (const name of ['42', '__proto__', 'josé@example.com', '🛒', 'a:b{c}*', '"\\', 'x'.repeat(150)]) {
      const userId = `${name} ${someUser()}`
      const { session } = await signedIn(a, userId)
      expect(session.userId).toBe(userId)
      expect(await b.list(userId)).toEqual([session])
      expect(await b.endAll(userId)).toBe(1)
    }
  })

  rule('endAll ends every session and answers how many', async ({ a, b }) => {
    const userId = someUser()
    const made = [await signedIn(a, userId), await signedIn(b, userId), await signedIn(a, userId)]
    expect(await b.endAll(userId)).toBe(3)
    for (const { token } of made) for (const store of [a, b]) expect(await store.read(token)).toBeNull()
    expect(await a.list(userId)).toEqual([])
    expect(await a.endAll(userId)).toBe(0)
  })

  rule('endAll leaves the excepted session usable, renewable and alone', async ({ a, b }) => {
    const userId = someUser()
    const [kept, gone] = [await signedIn(a, userId), await signedIn(b, userId)]
    expect(await b.endAll(userId, kept.session.id)).toBe(1)
    expect(await a.read(gone.token)).toBeNull()
    expect(await a.list(userId)).toEqual([kept.session])
    expect(applied(await b.change(kept.token, change(add('cart:p1')))).session.attributes).toEqual({ 'cart:p1': 1 })
    expect(given(await a.renew(kept.token, await renewal(a, userId))).before?.id).toBe(kept.session.id)
  })

  rule("endAll with somebody else's or an unknown exception ends all", async ({ a, b }) => {
    const userId = someUser()
    const theirs = await signedIn(a, someUser())
    for (const except of [theirs.session.id, newToken(), 'garbage', '']) {
      await signedIn(a, userId)
      expect(await b.endAll(userId, except)).toBe(1)
    }
    expect(await a.read(theirs.token)).toEqual(theirs.session)
  })

  rule('a sign-in whose password was checked before an endAll does not survive it', async ({ a, b }) => {
    const userId = someUser()
    const { token } = await guest(a, [add('cart:p1')])
    const checked = await renewal(a, userId)
    await b.endAll(userId)
    for (const grace of ['powerless', 'full'] as const) expect(await a.renew(token, { ...checked, grace })).toBeNull()
    expect(await a.list(userId)).toEqual([])
    expect(await a.renew(token, await renewal(a, userId))).not.toBeNull()
  })

  rule('maxSessions ends the oldest others', async ({ a, b, advance }) => {
    const userId = someUser()
    const tokens: string[] = []
    for (const store of [a, b, a, b]) {
      tokens.push(given(await store.renew(null, await renewal(store, userId, { maxSessions: 2 }))).token)
      advance(1000)
    }
    const alive = await Promise.all(tokens.map(async (token) => (await a.read(token)) !== null))
    expect(alive).toEqual([false, false, true, true])
    expect(await b.list(userId)).toHaveLength(2)
  })

  rule('maxSessions counts live sessions, and never ends the one just made', async ({ a, b, advance }) => {
    const userId = someUser()
    const old = await signedIn(a, userId)
    advance(1000)
    const other = await signedIn(a, userId)
    await signedIn(a, userId, { lifetime: { idleMs: 5000, absoluteMs: 5000 } })
    advance(5001)
    // A full renewal keeps createdAt: the session just made is the oldest here.
    const renewed = given(await b.renew(old.token, await renewal(b, userId, { grace: 'full', maxSessions: 2 })))
    expect(await a.read(other.token)).not.toBeNull()
    const again = given(await b.renew(renewed.token, await renewal(b, userId, { grace: 'full', maxSessions: 1 })))
    expect(await a.read(other.token)).toBeNull()
    expect((await a.list(userId)).map(({ id }) => id)).toEqual([again.session.id])
  })

  rule('no answer holds a token', async ({ a, b }) => {
    const userId = someUser()
    const { token, ...made } = await guest(a, [add('cart:p1')])
    const change1 = await a.change(token, change(add('cart:p1')))
    const { token: next, ...renewed } = given(await a.renew(token, await renewal(a, userId)))
    const { token: third, ...again } = given(await a.renew(next, await renewal(a, userId, { grace: 'full' })))
    const reads = [await a.read(third), await b.read(next), await b.peek(again.session.id), await b.list(userId)]
    const said = JSON.stringify([made, change1, renewed, again, reads, await b.end(third)])
    for (const secret of [token, next, third]) expect(said.includes(secret.slice(9)), 'a token in an answer').toBe(false)
  })
}
