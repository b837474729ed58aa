import { expect } from 'vitest'
import { FenceMoved } from '../errors'
import { idOf, newToken } from '../token'
import { add, applied, change, given, guest, LONG, pairs, type RuleGroup, set, signedIn, someUser } from './place'

/** Texts that are nobody's token: a cookie holds whatever a client puts there. */
const GARBAGE = [
  '',
  '.',
  'A',
  'A'.repeat(5000),
  'a.b',
  `${newToken()}x`,
  ` ${newToken()}`,
  `${newToken()}\n`,
  '\u0000',
  '%00',
  "'; --",
  '🛒.🛒',
]

/** Making, reading and ending a single session. */
export const lifecycleRules: RuleGroup = (rule) => {
  rule('create answers a token, the change applied, and version 1', async ({ a, b }) => {
    const { session, token } = await guest(a, [set('cart:p1', 2), set('theme', 'dark'), add('cart:p2', 3)])
    expect(session).toMatchObject({ id: idOf(token), userId: null, version: 1 })
    expect(pairs(session)).toEqual([
      ['cart:p1', 2],
      ['cart:p2', 3],
      ['theme', 'dark'],
    ])
    expect(session.lastSeenAt).toBe(session.createdAt)
    expect(session.expiresAt).toBe(session.createdAt + LONG.idleMs)
    for (const store of [a, b]) expect(await store.read(token)).toEqual(session)
  })

  rule('create ends at the absolute end when that comes before the idle end', async ({ a }) => {
    const { session } = await guest(a, [], { idleMs: 50_000, absoluteMs: 20_000 })
    expect(session.expiresAt).toBe(session.createdAt + 20_000)
  })

  rule('create with a user binds the session', async ({ a, b }) => {
    const userId = someUser()
    const { session } = await signedIn(a, userId)
    expect(session.userId).toBe(userId)
    expect(await b.list(userId)).toEqual([session])
  })

  rule('create with a user needs the current fence', async ({ a, b }) => {
    const userId = someUser()
    const fence = await a.fence(userId)
    await b.endAll(userId)
    const draft = { change: change(), lifetime: LONG, userId }
    await expect(a.create({ ...draft, fence })).rejects.toThrow(FenceMoved)
    await expect(a.create(draft)).rejects.toThrow(FenceMoved)
    expect(await a.list(userId)).toEqual([])
  })

  rule('unknown tokens and garbage are null and never throw', async ({ a }) => {
    for (const token of [newToken(), ...GARBAGE]) {
      expect(await a.read(token)).toBeNull()
      expect(await a.change(token, change(add('cart:p1')))).toBeNull()
      expect(await a.end(token)).toBeNull()
      expect(await a.peek(token)).toBeNull()
      expect(await a.end({ id: token })).toBeNull()
    }
  })

  rule('a session id is no token', async ({ a }) => {
    const { session, token } = await guest(a, [add('cart:p1')])
    expect(await a.read(session.id)).toBeNull()
    expect(await a.change(session.id, change(add('cart:p1')))).toBeNull()
    expect(await a.end(session.id)).toBeNull()
    expect(await a.peek(token)).toBeNull()
    expect(await a.end({ id: token })).toBeNull()
    expect(await a.read(token)).toEqual(session)
  })

  rule('peek reads by id', async ({ a, b }) => {
    const { session } = await guest(a, [add('cart:p1')])
    expect(await b.peek(session.id)).toEqual(session)
  })

  rule('end answers the final state, and the session is gone everywhere', async ({ a, b }) => {
    const { token } = await guest(a, [add('cart:p1')])
    const last = change(add('cart:p1', 4))
    const { session } = applied(await b.change(token, last))
    const final = given(await a.end(token))
    expect(final).toEqual(session)
    for (const store of [a, b]) {
      expect(await store.read(token)).toBeNull()
      expect(await store.peek(session.id)).toBeNull()
      for (const late of [change(add('cart:p1')), last]) expect(await store.change(token, late)).toBeNull()
      expect(await store.end(token)).toBeNull()
      expect(await store.end({ id: session.id })).toBeNull()
    }
  })

  rule('end by id works like end by token', async ({ a, b }) => {
    const userId = someUser()
    const { session, token } = await signedIn(a, userId, { change: change(add('cart:p1', 7)) })
    expect(await b.end({ id: session.id })).toEqual(session)
    expect(await a.read(token)).toBeNull()
    expect(await a.list(userId)).toEqual([])
  })

  rule('a session is left alone by changes of others', async ({ a, b }) => {
    const one = await guest(a, [add('cart:p1')])
    const other = await guest(b, [add('cart:p1', 5)])
    await a.change(other.token, change(add('cart:p1')))
    await a.end(other.token)
    expect(await b.read(one.token)).toEqual(one.session)
  })

  rule('what a store answers cannot be used to change it', async ({ a }) => {
    const { session, token } = await guest(a, [set('cart:p1', 1)])
    try {
      Object.assign(session.attributes, { 'cart:p1': 99 })
      Object.assign(session, { userId: 'somebody' })
    } catch {
      // A frozen answer is as good as a copy.
    }
    expect(await a.read(token)).toMatchObject({ userId: null, attributes: { 'cart:p1': 1 } })
  })

  rule('is ready while it is open', async ({ a, b }) => {
    expect(await a.ready()).toBe(true)
    expect(await b.ready()).toBe(true)
    expect(a.name).toMatch(/^[a-z-]+$/)
  })
}
