import { randomBytes, randomUUID } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { StoreUnavailable } from '@/sessions'
import type { RequestSession } from '@/sessions/request'
import { openMemoryStore } from '@/sessions/stores/memory'
import { idNamedBy } from '@/sessions/token'
import { formatCursor, parseCursor } from '../state/cursor'
import { requestCounts, requestsOf, sessionsOf, watchRequests } from './requests'
import { beLab, type Doing, startReplica } from './testing'

vi.mock('next/headers', async () => (await import('@/auth/testing-headers')).nextHeaders)

const store = openMemoryStore()
const add = (session: RequestSession) => session.change({ id: randomUUID(), steps: [{ add: 'cart:p1', by: 2 }] })
const signIn: Doing = async (session) =>
  session.signIn({ userId: 'u1', fence: await session.fence('u1'), steps: [{ add: 'cart:p2', by: 1 }], remember: false })
/** Paths whose request has come, and stays until it is let go or its client has gone. */
const held = new Map<string, () => void>()
const hold: Doing = (_, { url = '', socket }) =>
  new Promise<void>((resolve) => {
    held.set(url, resolve)
    socket.once('close', resolve)
  })
const doings: Record<string, Doing> = {
  '/api/session': (session) => session.read(),
  '/api/cart/lines': async (session) => [await session.read(), await add(session)],
  '/sign-in': signIn,
  '/sign-out': async (session) => [await session.read(), await session.end()],
  '/account': async (session) => [await session.read(), await session.calls.do('list', async () => [])],
  '/away': (session) => session.calls.do('read', () => Promise.reject(new StoreUnavailable('redis', 'read'))),
  '/cut': hold,
  '/half': async (_, request, response) => {
    response.writeHead(201).write('half')
    await new Promise((resolve) => request.socket.once('close', resolve))
  },
  '/waits': hold,
}
let replica: Awaited<ReturnType<typeof startReplica>>
beforeAll(async () => {
  watchRequests()
  replica = await startReplica(store, doings)
})
afterAll(() => replica.stop())

let visitor: string
let cookie: string
beforeEach(() => {
  beLab(store)
  visitor = randomBytes(16).toString('base64url')
  cookie = `lab-visitor=${visitor}`
})

const records = () => requestsOf(visitor, 0).records
const recorded = (count: number) => vi.waitUntil(() => (records().length >= count ? records() : null))

test('a request leaves what was asked, who answered and how the session is afterwards; later calls replace earlier ones', async () => {
  const guest = await replica.ask('/api/cart/lines', { method: 'POST', 'x-mode': 'redis', cookie })
  const signedIn = await replica.ask('/sign-in', { method: 'POST', cookie: `${cookie}; redis-sid=${guest}` })
  const withIt = { cookie: `redis-sid=${signedIn}; ${cookie}` }
  await replica.ask('/account?secret=1', withIt)
  await replica.ask('/sign-out', { method: 'POST', ...withIt })
  await replica.ask('/api/session', withIt)
  const all = await recorded(5)
  const common = { replica: 'web-1', mode: 'redis', shopper: 1, status: 200, prefetch: false, outage: false }
  const session = { id: idNamedBy(signedIn), userId: 'u1', signedIn: true, cartCount: 3, version: expect.any(Number) }
  expect(all).toMatchObject([
    { ...common, method: 'POST', route: '/api/cart/lines', calls: ['create'], presented: false, session: { signedIn: false, userId: null, cartCount: 2, id: idNamedBy(guest) } }, // biome-ignore format: a table
    { ...common, route: '/sign-in', calls: ['fence', 'renew'], presented: true, session },
    { ...common, route: '/account', calls: ['read', 'list'], presented: true, session },
    { ...common, route: '/sign-out', calls: ['read', 'end'], presented: true, session: null },
    { ...common, route: '/api/session', calls: ['read'], presented: true, session: null },
  ])
  for (const { id, at, totalMs, storeMs } of all) {
    expect(id).toMatch(/^[\w-]{36}$/)
    expect(at).toBeGreaterThan(Date.now() - 60_000)
    expect(storeMs).toBeLessThanOrEqual(totalMs)
  }
  const text = JSON.stringify(all)
  for (const secret of [guest, signedIn, guest.split('.')[1], 'secret=1', visitor]) expect(text).not.toContain(secret)
})

test('without a store call nothing is known of the session, and a lost store is told', async () => {
  await replica.ask('/shop', { cookie })
  await replica.ask('/away', { cookie })
  expect(await recorded(2)).toMatchObject([
    { calls: [], storeMs: null, session: null, outage: false },
    { calls: ['read'], session: null, outage: true, status: 503 },
  ])
})

test('mode and shopper are as the balancer says, and the cookie is the one of both', async () => {
  for (const [shopper, name] of [['1', 'sticky-sid'], ['2', '2-sticky-sid'], ['3', '3-sticky-sid']]) // biome-ignore format: a table
    for (const [proto, sent] of [['http', name], ['https', `__Host-${name}`]]) // biome-ignore format: a table
      await replica.ask('/', { cookie: `${cookie}; __Host-${cookie}; ${sent}=x`, 'x-mode': 'sticky', 'x-shopper': String(shopper), 'x-forwarded-proto': String(proto) }) // biome-ignore format: a table
  await replica.ask('/', { cookie: `${cookie}; sticky-sid=x`, 'x-mode': 'nonsense', 'x-shopper': '4' })
  const all = await recorded(7)
  expect(all.map(({ shopper }) => shopper)).toEqual([1, 1, 2, 2, 3, 3, 1])
  expect(all.slice(0, 6).every(({ mode, presented }) => mode === 'sticky' && presented)).toBe(true)
  expect(all[6]).toMatchObject({ mode: 'redis', presented: false })
})

test.each([
  ['next-router-prefetch', '1', true],
  ['next-router-segment-prefetch', '/_tree', true],
  ['purpose', 'prefetch', true],
  ['sec-purpose', 'prefetch;prerender', true],
  ['rsc', '1', false],
  ['next-action', 'abc', false],
])('%s: %s', async (name, value, prefetch) => {
  await replica.ask('/products/dome-lamp?_rsc=x', { cookie, [name]: value })
  expect(await recorded(1)).toMatchObject([{ route: '/products/dome-lamp', prefetch }])
})

test('a token in an address is not kept', async () => {
  const token = `${'a'.repeat(8)}.${'b'.repeat(43)}`
  await replica.ask(`/api/session;sid=${token}/x`, { cookie })
  expect(await recorded(1)).toMatchObject([{ route: '/api/session;sid=…/x' }])
})

test('files, the Lab itself, and what asks how a replica is are neither recorded nor counted; other visitors only counted', async () => {
  const before = requestCounts().memory ?? 0
  const headers = { cookie, 'x-mode': 'memory' }
  for (const path of ['/_next/static/a.js', '/products/dome-lamp.svg', '/robots.txt', '/api/lab/state', '/api/lab', '/api/internal/lab', '/api/livez', '/api/readyz', '/api/metrics']) // biome-ignore format: a table
    await replica.ask(path, headers)
  for (const path of ['/lab', '/api/labels', '/api/internals']) await replica.ask(path, headers)
  await replica.ask('/', { 'x-mode': 'memory' })
  await vi.waitUntil(() => (requestCounts().memory ?? 0) - before >= 4)
  expect((requestCounts().memory ?? 0) - before).toBe(4)
  expect(records().map(({ route }) => route)).toEqual(['/lab', '/api/labels', '/api/internals'])
})

test('a client that goes away leaves 499, or the status that it had been sent', async () => {
  for (const path of ['/cut', '/half']) {
    const socket = connect(replica.port, '127.0.0.1')
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nX-Request-Id: ${randomUUID()}\r\n\r\n`)
    if (path === '/half') await new Promise((resolve) => socket.once('data', resolve))
    else await vi.waitUntil(() => held.has(path))
    socket.destroy()
    await recorded(path === '/cut' ? 1 : 2)
  }
  expect(records()).toMatchObject([{ route: '/cut', status: 499 }, { route: '/half', status: 201 }]) // biome-ignore format: a table
})

test('what a request asks its own replica under its id is part of it', async () => {
  const id = randomUUID()
  const outer = replica.ask('/waits', { cookie, method: 'POST', 'x-request-id': id })
  const letGo = await vi.waitUntil(() => held.get('/waits'))
  const guest = await replica.ask('/api/cart/lines', { cookie, 'x-request-id': id })
  expect(sessionsOf(visitor, 0), 'known before the answer').toEqual([idNamedBy(guest)])
  letGo()
  await outer
  expect(await recorded(1)).toMatchObject([{ id, route: '/waits', calls: ['create'], session: { id: idNamedBy(guest) } }])
  expect(records()).toHaveLength(1)
  expect([sessionsOf(visitor, 0), sessionsOf(visitor, Date.now() + 1), sessionsOf('nobody', 0)]).toEqual([[idNamedBy(guest)], [], []])
})

test('who asks again gets what came since, and a visitor no more than the last 200', async () => {
  await replica.ask('/', { cookie })
  await recorded(1)
  const { last } = requestsOf(visitor, 0)
  expect(requestsOf(visitor, last).records).toEqual([])
  expect(parseCursor(formatCursor(new Map([['web-1', { boot: 'x', requests: last, frames: 0 }]]))).get('web-1')?.requests).toBe(last)
  for (let i = 0; i < 205; i++) await replica.ask(`/category/${i}`, { cookie })
  await vi.waitUntil(() => records().at(-1)?.route === '/category/204')
  expect(records()).toHaveLength(200)
  expect(requestsOf(visitor, last).records).toHaveLength(200)
  expect(requestsOf(visitor, requestsOf(visitor, last).last - 1).records).toMatchObject([{ route: '/category/204' }])
  expect(requestsOf('nobody', 0).records).toEqual([])
})

test('an error while recording reaches no request', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const broken = await import('@/sessions/request/opened-stores')
  vi.spyOn(broken, 'openedStores').mockImplementation(() => {
    throw new Error('no stores')
  })
  expect(await replica.ask('/shop', { cookie })).toBe('')
  expect(told).toHaveBeenCalled()
})

test('watching twice records once', async () => {
  const heard: unknown[] = []
  subscribe('http.server.request.start', (message) => heard.push(message))
  watchRequests()
  await replica.ask('/', { cookie })
  await recorded(1)
  expect([heard.length, records().length]).toEqual([1, 1])
})
