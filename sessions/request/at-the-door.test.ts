import { randomUUID } from 'node:crypto'
import { ResponseCookies } from 'next/dist/compiled/@edge-runtime/cookies'
import { beforeEach, expect, test, vi } from 'vitest'
import type { SessionStore } from '../index'
import { LIFETIMES } from '../index'
import { openMemoryStore } from '../stores/memory'
import { COOKIE_FRAME_BYTES, MAX_COOKIE_BYTES } from '../stores/stateless/size'
import { openTestStore } from '../stores/stateless/testing'
import { ARRIVAL_PREFIX, onArrival } from './arrival'
import { cookieAtTheDoor } from './at-the-door'
import { sessionCookie } from './cookie'
import * as opened from './opened-stores'
import { REMEMBER } from './token-age'

const sent = vi.hoisted(() => ({ headers: new Headers(), cookies: new Map<string, { value: string }>() }))
vi.mock('next/headers', () => ({ headers: async () => sent.headers, cookies: async () => sent.cookies }))

const HOUR = 3_600_000
const lifetime = { idleMs: HOUR, absoluteMs: 10 * HOUR }
let sealed: ReturnType<typeof openTestStore>
let others: SessionStore
beforeEach(() => {
  sealed = openTestStore()
  others = openMemoryStore()
  sent.headers = new Headers({ 'x-mode': 'stateless', 'x-forwarded-proto': 'https', 'x-request-id': 'r1' })
  sent.cookies = new Map()
  const storeFor = (mode: string) => (mode === 'stateless' ? sealed.store : others)
  const has = (mode: string) => mode === 'stateless' || mode === 'redis'
  vi.spyOn(opened, 'openedStores').mockReturnValue({ isLab: true, defaultMode: 'redis', has, storeFor } as never)
})

/** The browser has this token, under the name of the mode. */
const has = (token: string, mode = 'stateless') => sent.cookies.set(`__Host-${mode}-sid`, { value: token })
const guest = (steps: { set: string; value: string | number }[] = []) =>
  sealed.store.create({ change: { id: randomUUID(), steps }, lifetime })

test('a session that is due to slide gets a cookie that lives longer, and one that is not due none', async () => {
  const { session, token } = await guest()
  has(token)
  expect(await cookieAtTheDoor('/')).toBeNull()
  sealed.advance(60_000)
  for (const path of ['/', '/products/dome-lamp', '/api/session', '/api/cart/lines']) {
    const cookie = await cookieAtTheDoor(path)
    expect(cookie).toMatchObject({ name: '__Host-stateless-sid', httpOnly: true, secure: true, sameSite: 'lax', path: '/' })
    expect(cookie, 'a guest is kept').toMatchObject({ maxAge: LIFETIMES.guest.absoluteMs / 1000 })
    const slid = await sealed.store.read(cookie?.value ?? '')
    expect(slid).toMatchObject({ id: session.id, version: 1 })
    expect(slid?.lastSeenAt).toBeGreaterThanOrEqual(session.lastSeenAt + 60_000)
  }
})

test('a session that ends with the browser stays one, and a kept one stays kept', async () => {
  for (const [steps, kept] of [
    [[], false],
    [[{ set: REMEMBER, value: 1 }], true],
  ] as const) {
    const draft = { change: { id: randomUUID(), steps }, lifetime, userId: 'u', fence: await sealed.store.fence('u') }
    has((await sealed.store.create(draft)).token)
    sealed.advance(60_000)
    expect('maxAge' in ((await cookieAtTheDoor('/')) ?? {})).toBe(kept)
  }
})

test('asking for the end, the health of a replica, and files keep nothing alive and set no cookie', async () => {
  has((await guest()).token)
  sealed.advance(60_000)
  const quiet = [
    '/api/session/expiry',
    '/api/livez',
    '/api/readyz',
    '/api/internal/sessions',
    '/api/lab/state',
    '/favicon.ico',
    '/robots.txt',
    '/sitemap.xml',
  ]
  for (const path of quiet) expect(await cookieAtTheDoor(path), path).toBeNull()
  expect(await cookieAtTheDoor('/')).not.toBeNull()
})

test('what has expired, is altered, or was never given is not revived', async () => {
  const { token } = await guest()
  sealed.advance(HOUR)
  for (const text of [token, `${token}A`, 'A'.repeat(3000), ''])
    expect([has(text), await cookieAtTheDoor('/')][1], text.slice(0, 9)).toBeNull()
  sent.cookies.clear()
  expect(await cookieAtTheDoor('/')).toBeNull()
})

test('other modes are not even asked', async () => {
  sent.headers.set('x-mode', 'redis')
  const read = vi.spyOn(others, 'read')
  has((await others.create({ change: { id: 'c', steps: [] }, lifetime })).token, 'redis')
  expect(await cookieAtTheDoor('/')).toBeNull()
  expect(read).not.toHaveBeenCalled()
})

test('what waited for the browser is done here, may be done again, and its outcome is in the cookie', async () => {
  const { token } = await guest([{ set: `${ARRIVAL_PREFIX}x`, value: 'note' }])
  const told: unknown[] = []
  onArrival(async (session, requestId, change, mayRepeat) => {
    told.push([requestId, mayRepeat])
    await change({ id: 'first', steps: [{ delete: `${ARRIVAL_PREFIX}x` }] })
    return (await change({ id: 'second', steps: [{ add: 'cart:p1', by: 2 }] })) ?? session
  })
  has(token)
  for (let again = 0; again < 2; again++) {
    const cookie = await cookieAtTheDoor('/')
    expect((await sealed.store.read(cookie?.value ?? ''))?.attributes).toEqual({ 'cart:p1': 2 })
  }
  expect(told).toEqual(Array(2).fill(['r1', true]))
})

test('the longest cookie, as Next writes it, is no longer than a browser keeps', async () => {
  const headers = new Headers()
  const { name, value, ...options } = await sessionCookie('x'.repeat(MAX_COOKIE_BYTES - COOKIE_FRAME_BYTES), LIFETIMES.guest.absoluteMs)
  new ResponseCookies(headers).set(name, value, options)
  const [line = ''] = headers.getSetCookie()
  expect(line).toMatch(/Expires=.*Max-Age=.*Secure.*HttpOnly.*SameSite/i)
  expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_COOKIE_BYTES)
  expect(COOKIE_FRAME_BYTES - (line.length - value.length), 'and little is given away').toBeLessThan(20)
})
