import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test, vi } from 'vitest'
import type { SessionStore } from '../index'
import { openMemoryStore } from '../stores/memory'
import { openTestStore } from '../stores/stateless/testing'
import { ARRIVAL_PREFIX, onArrival } from './arrival'
import { bearerToken, saysBearer } from './bearer'
import { arrivedBy, byHeader } from './carrier'
import type { Client } from './client'
import { RequestSession } from './request-session'

const sent = vi.hoisted(() => ({ headers: new Headers(), cookies: new Map<string, { value: string }>() }))
vi.mock('next/headers', () => ({ headers: async () => sent.headers, cookies: async () => sent.cookies }))
beforeEach(() => {
  vi.stubEnv('SESSION_STORE', 'memory:')
  sent.headers = new Headers()
  sent.cookies = new Map()
})

const TOKEN = `tagtagta.${'s'.repeat(43)}`
const said = (authorization: string) => new Headers({ authorization })

test.each([
  [`Bearer ${TOKEN}`, TOKEN],
  [`bearer   ${TOKEN}`, TOKEN],
  ['BEARER a.b..c_d-e.f~g+h/i==', 'a.b..c_d-e.f~g+h/i=='],
  ['Basic eDp5', null],
  ['Bearerx', null],
])('%s is read', (header, token) => expect(bearerToken(said(header))).toBe(token))

test.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer a,b', 'Bearer =a', 'Bearer "a"', `Bearer ${'a'.repeat(4_097)}`])(
  '%s is refused, and is no guest',
  (header) => {
    expect(saysBearer(said(header))).toBe(true)
    expect(() => bearerToken(said(header))).toThrow(expect.objectContaining({ status: 401, code: 'invalid-token' }))
  },
)

test('a call takes the ways that it looks at, and never two at once', async () => {
  sent.headers = said(`Bearer ${TOKEN}`)
  expect(await arrivedBy('either')).toMatchObject({ sentToken: TOKEN, carrier: { name: 'header' } })
  expect(await arrivedBy('cookie'), 'a page').toMatchObject({ sentToken: null, carrier: { name: 'cookie' } })
  sent.cookies.set('sid', { value: 'in the cookie' })
  for (const looks of ['either', 'header'] as const) await expect(arrivedBy(looks)).rejects.toMatchObject({ status: 400, code: 'two-ways' })
  expect(await arrivedBy('cookie')).toMatchObject({ sentToken: 'in the cookie' })
  sent.headers = new Headers()
  expect(await arrivedBy('either')).toMatchObject({ sentToken: 'in the cookie', carrier: { name: 'cookie' } })
  await expect(arrivedBy('header')).rejects.toMatchObject({ status: 400 })
})

const client: Client = { address: '127.0.0.1', network: '127.0.0.0/16', browser: 'curl', device: 'curl' }
const open = (store: SessionStore, sentToken: string | null) =>
  new RequestSession({ mode: 'memory', store, sentToken, carrier: byHeader(), requestId: randomUUID(), client })
const lamp = () => ({ id: randomUUID(), steps: [{ add: 'cart:lamp', by: 1 }] })
const refused = { status: 401, code: 'invalid-token' }

test('where the store keeps the token so does the client; a session that ended is refused, and none is made in its place', async () => {
  const store = openMemoryStore()
  const first = open(store, null)
  await first.change(lamp())
  const token = first.freshToken ?? ''
  expect(token).toMatch(/^[\w-]{8}\.[\w-]{43}$/)
  const second = open(store, token)
  await second.change(lamp())
  expect([second.freshToken, (await open(store, token).read())?.attributes]).toEqual([null, { 'cart:lamp': 2 }])
  await second.end()
  for (const work of ['read', 'peek'] as const) await expect(open(store, token)[work](), work).rejects.toMatchObject(refused)
  await expect(open(store, token).change(lamp())).rejects.toMatchObject(refused)
  await expect(open(store, 'no token at all').peek()).rejects.toMatchObject(refused)
  expect(await open(store, token).whole(), 'a sign-in is not hindered by it').toBeNull()
  expect(await open(store, null).read()).toBeNull()
  expect(sent.cookies.size).toBe(0)
  await store.close()
})

test('where the token holds the session, each change, each move of its end and each arrival brings a new one', async () => {
  const { store, advance } = openTestStore()
  const made = open(store, null)
  await made.change({ id: randomUUID(), steps: [{ set: `${ARRIVAL_PREFIX}x`, value: 1 }] })
  onArrival(async (session, _, change) => (await change({ id: 'arrived', steps: [{ delete: `${ARRIVAL_PREFIX}x` }] })) ?? session)
  const presented = open(store, made.freshToken)
  expect((await presented.read())?.attributes).toEqual({})
  const changed = open(store, presented.freshToken)
  expect(presented.freshToken).not.toBe(made.freshToken)
  expect((await store.read(presented.freshToken ?? ''))?.attributes, 'what waited is done in the token').toEqual({})
  await changed.change(lamp())
  const still = open(store, changed.freshToken)
  expect([(await still.read())?.attributes, still.freshToken]).toEqual([{ 'cart:lamp': 1 }, null])
  advance(61_000)
  const later = open(store, changed.freshToken)
  const before = await store.read(changed.freshToken ?? '')
  expect((await later.read())?.expiresAt).toBeGreaterThan(before?.expiresAt ?? Number.POSITIVE_INFINITY)
  expect((await store.read(later.freshToken ?? ''))?.attributes).toEqual({ 'cart:lamp': 1 })
  await store.close()
})
