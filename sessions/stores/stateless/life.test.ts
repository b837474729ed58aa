import { describe, expect, test } from 'vitest'
import { add, applied, change, given, guest, LONG, renewal, set, signedIn, someUser } from '../../contract/place'
import { slideIntervalMs } from '../../lifetime'
import { isSealedToken, tagOf } from '../../token'
import { openTestStore } from './testing'

const IDLE = 100_000

describe('a session in its token', () => {
  test('ends at its idle end, and nothing revives it', async () => {
    const { store, advance } = openTestStore()
    const { token } = await guest(store, [add('cart:p1')], { idleMs: IDLE, absoluteMs: 10 * IDLE })
    advance(IDLE)
    expect(await store.read(token)).toBeNull()
    expect(await store.slide?.(token)).toBeNull()
    expect(await store.change(token, change(add('cart:p1')))).toBeNull()
    expect(await store.end(token)).toBeNull()
    const renewed = given(await store.renew(token, await renewal(store, someUser())))
    expect([renewed.before, renewed.session.attributes]).toEqual([null, {}])
    expect(tagOf(renewed.token)).not.toBe(tagOf(token))
  })

  test('slides when it is due, at most once in its interval, up to the absolute end, and never by being read', async () => {
    const { store, advance } = openTestStore()
    const { session, token } = await guest(store, [add('cart:p1')], { idleMs: IDLE, absoluteMs: 1.5 * IDLE })
    expect(await store.slide?.(token)).toBeNull()
    advance(slideIntervalMs(IDLE))
    expect(await store.read(token)).toEqual(session)
    const slid = given(await store.slide?.(token))
    expect(slid.session).toEqual({ ...session, lastSeenAt: slid.session.lastSeenAt, expiresAt: slid.session.lastSeenAt + IDLE })
    expect(slid.session.lastSeenAt).toBeGreaterThanOrEqual(session.lastSeenAt + slideIntervalMs(IDLE))
    expect(slid.token).toHaveLength(token.length)
    expect(await store.slide?.(slid.token)).toBeNull()
    advance(IDLE - slideIntervalMs(IDLE))
    expect(await store.read(token), 'the token from before it').toBeNull()
    const last = given(await store.slide?.(slid.token))
    expect(last.session.expiresAt).toBe(session.createdAt + 1.5 * IDLE)
    advance(0.5 * IDLE)
    expect(await store.read(last.token)).toBeNull()
    expect(await store.slide?.(last.token)).toBeNull()
  })

  test('a change moves its idle end on, and a refused one answers nothing', async () => {
    const { store, advance } = openTestStore()
    const { token } = await guest(store, [add('cart:p1')], { idleMs: IDLE, absoluteMs: 10 * IDLE })
    advance(IDLE - 1000)
    await expect(store.change(token, change({ add: 'cart:p1', by: 1, max: 1 }))).rejects.toThrow('at most')
    const answer = applied(await store.change(token, change(add('cart:p1'))))
    advance(IDLE - 1000)
    expect(await store.read(token)).toBeNull()
    expect(await store.read(answer.token ?? '')).toEqual(answer.session)
  })

  test('every change answers a token, whose session has the same id and the next version', async () => {
    const { store } = openTestStore()
    let { token, session } = await guest(store)
    const seen = new Set([token])
    for (let i = 2; i < 12; i++) {
      const answer = applied(await store.change(token, change(add('cart:p1'))))
      expect(answer.session).toMatchObject({ id: session.id, version: i, attributes: { 'cart:p1': i - 1 } })
      expect(isSealedToken(answer.token ?? '')).toBe(true)
      token = answer.token ?? ''
      seen.add(token)
    }
    expect(seen.size).toBe(11)
    session = given(await store.read(token))
    expect(session.version).toBe(11)
  })

  test('a sign-in gives a new id under the old tag, takes the cart over, and starts a life of its own', async () => {
    const { store, advance } = openTestStore()
    const userId = someUser()
    const { session: old, token } = await guest(store, [set('cart:p1', 2), set('theme', 'dark')])
    advance(5000)
    const { session, token: next, before } = given(await store.renew(token, await renewal(store, userId, { steps: [add('cart:p1', 3)] })))
    expect(before).toEqual(old)
    expect(session).toMatchObject({ userId, version: 2, attributes: { 'cart:p1': 5, theme: 'dark' } })
    expect(session.id).not.toBe(old.id)
    expect(tagOf(session.id)).toBe(tagOf(old.id))
    expect(session.createdAt).toBeGreaterThanOrEqual(old.createdAt + 5000)
    expect(session.expiresAt).toBe(session.createdAt + LONG.idleMs)
    expect(await store.read(next)).toEqual(session)
  })

  test('a change that was applied before a renewal is known after it', async () => {
    const { store } = openTestStore()
    const once = change(add('cart:p1'))
    const { token } = await store.create({ change: once, lifetime: LONG })
    const { token: next } = given(await store.renew(token, await renewal(store, someUser())))
    expect(applied(await store.change(next, once)).session.attributes).toEqual({ 'cart:p1': 1 })
    await expect(store.change(next, { ...once, steps: [add('cart:p1', 9)] })).rejects.toMatchObject({ name: 'ChangeConflict' })
  })

  test('what must be alive is renewed for its own user only', async () => {
    const { store, advance } = openTestStore()
    const userId = someUser()
    const live = { ...(await renewal(store, userId, { grace: 'full' as const })), onlyLive: true }
    const lifetime = { idleMs: IDLE, absoluteMs: IDLE }
    const own = await signedIn(store, userId, { lifetime })
    for (const token of [null, '', (await guest(store)).token, (await signedIn(store, someUser())).token])
      expect(await store.renew(token, live)).toBeNull()
    expect((await store.renew(own.token, live))?.session).toMatchObject({ createdAt: own.session.createdAt, userId })
    advance(IDLE)
    expect(await store.renew(own.token, live)).toBeNull()
  })
})

describe('what it cannot do, and its promise says so', () => {
  test('an ended session lives on in every copy of its token, and so does one from before a sign-in', async () => {
    const { store } = openTestStore()
    const userId = someUser()
    const { session, token } = await signedIn(store, userId)
    expect(await store.end(token)).toEqual(session)
    expect(await store.endAll(userId)).toBe(0)
    expect(await store.read(token)).toEqual(session)
    const before = await guest(store, [add('cart:p1')])
    await store.renew(before.token, await renewal(store, userId))
    expect(await store.read(before.token)).toEqual(before.session)
  })

  test('nothing is listed, found by its id, or ended by it', async () => {
    const { store } = openTestStore()
    const userId = someUser()
    const { session, token } = await signedIn(store, userId)
    expect(await store.list(userId)).toEqual([])
    expect(await store.peek(session.id)).toBeNull()
    expect(await store.end({ id: session.id })).toBeNull()
    expect(await store.read(token)).toEqual(session)
  })
})
