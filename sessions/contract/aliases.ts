import { expect } from 'vitest'
import { ALIAS_MS } from '../session'
import { add, applied, change, given, guest, LONG, type Pair, pairs, type RuleGroup, renewal, set, signedIn, someUser } from './place'

/** A guest who signs in: the old token is a powerless alias for 30 s. */
async function signIn({ a }: Pair) {
  const userId = someUser()
  const { token: old } = await guest(a, [set('cart:p1', 1)])
  return { userId, old, ...given(await a.renew(old, await renewal(a, userId))) }
}

/** A user whose token was renewed: the old one is a full alias for 30 s. */
async function renewOwn({ a }: Pair, lifetime = LONG) {
  const userId = someUser()
  const { token: old, session } = await signedIn(a, userId, { change: change(set('cart:p1', 1)), lifetime })
  return { userId, old, oldId: session.id, ...given(await a.renew(old, await renewal(a, userId, { grace: 'full', lifetime }))) }
}

/** What an old token may still do for 30 seconds after a renewal, and never more. */
export const aliasRules: RuleGroup = (rule) => {
  rule('a powerless alias moves cart changes over, once each', async (pair) => {
    const { old, token } = await signIn(pair)
    const late = change(add('cart:p1'), add('cart:p2'))
    for (const store of [pair.b, pair.a]) expect(await store.change(old, late)).toBe('moved')
    expect(applied(await pair.b.change(token, late)).session).toMatchObject({ version: 3, attributes: { 'cart:p1': 2, 'cart:p2': 1 } })
  })

  rule('a powerless alias changes nothing but cart keys', async (pair) => {
    const { old, token, session } = await signIn(pair)
    for (const steps of [[set('theme', 'x')], [add('cart:p1'), set('carta', 1)], [{ delete: 'cart' }], [add(' cart:p1')]])
      expect(await pair.b.change(old, change(...steps))).toBeNull()
    expect(await pair.b.read(token)).toEqual(session)
  })

  rule('a powerless alias is held to limits like any token', async (pair) => {
    const { old, token, session } = await signIn(pair)
    await expect(pair.a.change(old, change({ add: 'cart:p1', by: 5, max: 3 }))).rejects.toMatchObject({ name: 'LimitExceeded', current: 1 })
    expect(await pair.b.read(token)).toEqual(session)
  })

  rule('a powerless alias ends nothing', async (pair) => {
    const { old, token, session } = await signIn(pair)
    expect(await pair.b.end(old)).toBeNull()
    expect(await pair.a.read(token)).toEqual(session)
  })

  rule('a full alias reads and changes, and its changes answer the new token', async (pair) => {
    const { old, oldId, token, session } = await renewOwn(pair)
    expect(await pair.b.read(old)).toEqual(session)
    expect(await pair.b.peek(oldId)).toBeNull()
    const answer = applied(await pair.b.change(old, change(add('cart:p1'), set('theme', 'dark'))))
    expect(answer).toMatchObject({ token, session: { id: session.id, version: 3, attributes: { 'cart:p1': 2, theme: 'dark' } } })
    expect(await pair.a.read(token)).toEqual(answer.session)
  })

  rule('a full alias ends the session', async (pair) => {
    const { old, token, session } = await renewOwn(pair)
    expect(await pair.b.end(old)).toEqual(session)
    for (const which of [old, token]) expect(await pair.a.read(which)).toBeNull()
  })

  rule('an alias lasts 30 s', async (pair) => {
    const [powerless, full] = [await signIn(pair), await renewOwn(pair)]
    pair.advance(ALIAS_MS - 3000)
    expect(await pair.b.change(powerless.old, change(add('cart:p1')))).toBe('moved')
    expect(await pair.b.read(full.old)).not.toBeNull()
    pair.advance(3001)
    for (const { old, token } of [powerless, full]) {
      expect(await pair.b.change(old, change(add('cart:p1')))).toBeNull()
      expect(await pair.b.read(old)).toBeNull()
      expect(await pair.b.end(old)).toBeNull()
      expect(await pair.a.read(token)).not.toBeNull()
    }
  })

  rule('after the 30 s the old token is unknown: renewing it makes a fresh session', async (pair) => {
    const { userId, old, token } = await signIn(pair)
    pair.advance(ALIAS_MS + 1)
    const fresh = given(await pair.b.renew(old, await renewal(pair.b, userId)))
    expect(fresh.before).toBeNull()
    expect(fresh.token).not.toBe(token)
    expect(pairs(fresh.session)).toEqual([])
  })

  rule('a repeated renewal by the same user gets the same answer', async (pair) => {
    for (const { userId, old, token, session, before } of [await signIn(pair), await renewOwn(pair)]) {
      for (const grace of ['powerless', 'full'] as const) {
        const again = given(await pair.b.renew(old, await renewal(pair.b, userId, { steps: [add('cart:p1', 5)], maxSessions: 1, grace })))
        expect(again).toEqual({ session, token, before })
      }
      expect(await pair.b.list(userId)).toHaveLength(1)
    }
  })

  rule('a repeated renewal answers the current state and the same state before', async (pair) => {
    const { userId, old, token, before } = await signIn(pair)
    const { session } = applied(await pair.a.change(token, change(add('cart:p2', 3))))
    expect(await pair.b.renew(old, await renewal(pair.b, userId))).toEqual({ session, token, before })
  })

  rule('a repeated renewal with a stale fence is null', async (pair) => {
    const { userId, old, session } = await signIn(pair)
    const earlier = await renewal(pair.a, userId)
    await pair.b.endAll(userId, session.id)
    expect(await pair.a.renew(old, earlier)).toBeNull()
  })

  rule('a renewal of an alias by somebody else is null', async (pair) => {
    for (const { old, token, session } of [await signIn(pair), await renewOwn(pair)]) {
      const thief = someUser()
      expect(await pair.b.renew(old, await renewal(pair.b, thief, { grace: 'full' }))).toBeNull()
      expect(await pair.a.list(thief)).toEqual([])
      expect(await pair.a.read(token)).toEqual(session)
    }
  })

  for (const how of ['end', 'end by id', 'endAll', 'a further renewal', 'expiry'] as const) {
    rule(`an alias dies with its session: ${how}`, async (pair) => {
      const { a, b, advance } = pair
      const lifetime = how === 'expiry' ? { idleMs: 5000, absoluteMs: 5000 } : LONG
      const userId = someUser()
      const { token: old } = await guest(a, [add('cart:p1')])
      const powerless = { userId, old, ...given(await a.renew(old, await renewal(a, userId, { lifetime }))) }
      for (const { userId, old, token, session } of [await renewOwn(pair, lifetime), powerless]) {
        if (how === 'end') await b.end(token)
        if (how === 'end by id') await b.end({ id: session.id })
        if (how === 'endAll') await b.endAll(userId)
        if (how === 'a further renewal') await b.renew(token, await renewal(b, userId, { grace: 'full' }))
        if (how === 'expiry') advance(5001)
        for (const store of [a, b]) {
          expect(await store.read(old)).toBeNull()
          expect(await store.change(old, change(add('cart:p1')))).toBeNull()
          expect(await store.end(old)).toBeNull()
          expect(await store.renew(old, await renewal(store, userId))).toBeNull()
        }
        expect(await a.list(userId)).toHaveLength(how === 'a further renewal' ? 1 : 0)
      }
    })
  }
}
