import { z } from 'zod'
import { ORDER } from '../support/checkout'
import { Client, type Reply } from '../support/client'
import { expectHardened, expectSafeCookies } from '../support/problem'
import { onEveryReplica } from '../support/replicas'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'

const cents = z.int().min(0)
const iso = z.iso.datetime()
const product = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  category: z.enum(['light', 'kitchen', 'sit', 'desk', 'sound', 'room']),
  priceCents: cents,
  currency: z.literal('USD'),
  stock: z.int().min(0),
})
const cart = z.object({
  lines: z.array(z.object({ productId: z.string(), name: z.string(), quantity: z.int().min(1), unitPriceCents: cents, totalCents: cents })),
  count: z.int().min(0),
  totalCents: cents,
  currency: z.literal('USD'),
})
const session = z.object({
  mode: z.enum(['redis', 'db']),
  replica: z.string().regex(/^web-[123]$/),
  user: z.object({ id: z.string(), name: z.string(), email: z.email() }).nullable(),
  cartCount: z.int().min(0),
  createdAt: iso.nullable(),
  expiresAt: iso.nullable(),
})
const order = z.object({
  id: z.uuid(),
  number: z.int().min(10_001),
  createdAt: iso,
  totalCents: cents,
  currency: z.literal('USD'),
  address: z.object({ name: z.string(), line1: z.string(), city: z.string(), postalCode: z.string(), country: z.string() }),
  card: z.strictObject({ brand: z.literal('Visa'), last4: z.literal('4242') }),
  lines: z.array(z.object({ productId: z.string(), name: z.string(), quantity: z.int().min(1), unitPriceCents: cents, totalCents: cents })),
})

/** Checks what every answer promises, then the shape; answers the parsed body. */
function read<T>(reply: Reply, status: number, schema: z.ZodType<T>, touches: 'session' | 'nothing' = 'session'): T {
  expect(reply.status, reply.text.slice(0, 300)).toBe(status)
  expect(reply.headers['content-type']).toMatch(/^application\/json/)
  expect(reply.replica).toMatch(/^web-[123]$/)
  expectHardened(reply, 'an answer')
  expectSafeCookies(reply, 'an answer')
  if (touches === 'session') {
    expect(reply.headers['server-timing']).toMatch(/^session;dur=[\d.]+;desc="(redis|postgres) [a-z ]+"$/)
    expect(reply.headers['cache-control']).toBe('no-store')
  }
  return schema.parse(reply.json())
}

test('health', async ({ client }) => {
  const health = z.object({ status: z.literal('ok'), replica: z.string() })
  for (const path of ['/api/livez', '/api/readyz']) {
    const replies = await onEveryReplica(() => client.get(path))
    for (const [name, reply] of replies) {
      expect(read(reply, 200, health, 'nothing').replica).toBe(name)
      expect(reply.headers['cache-control']).toBe('no-store')
    }
  }
})

test('products: all, by aisle, by query, by both, one', async ({ client }) => {
  const list = z.object({ products: z.array(product) })
  const get = async (query: string) => read(await client.get(`/api/products${query}`), 200, list, 'nothing').products
  const all = await get('')
  expect(all).toHaveLength(36)
  expect(await get('?query=&category=')).toHaveLength(36)
  expect(new Set((await get('?category=light')).map(({ category }) => category))).toEqual(new Set(['light']))
  expect((await get('?query=ketle')).map(({ id }) => id)).toContain(KETTLE.id)
  expect((await get('?query=lampp&category=light')).map(({ id }) => id)).toContain(LAMP.id)
  expect(await get('?query=lampp&category=sound')).toEqual([])
  expect(await get('?query=zzyzx')).toEqual([])
  const one = read(await client.get(`/api/products/${LAMP.id}`), 200, z.object({ product }), 'nothing').product
  expect(one).toMatchObject({ slug: LAMP.slug, name: LAMP.name, priceCents: 8900 })
})

test('session, cart and its lines', async ({ client, profile }) => {
  const nobody = read(await client.get('/api/session'), 200, session, 'nothing')
  expect(nobody).toMatchObject({ mode: profile, user: null, cartCount: 0, createdAt: null, expiresAt: null })
  expect(client.cookies.size, 'looking gives no cookie').toBe(0)
  expect(read(await client.get('/api/cart'), 200, cart, 'nothing')).toEqual({ lines: [], count: 0, totalCents: 0, currency: 'USD' })

  const added = read(await client.add(LAMP.id, 2), 200, cart)
  expect(added).toEqual({
    lines: [{ productId: LAMP.id, name: LAMP.name, quantity: 2, unitPriceCents: 8900, totalCents: 17_800 }],
    count: 2,
    totalCents: 17_800,
    currency: 'USD',
  })
  read(await client.add(KETTLE.id), 200, cart)
  const set = read(await client.patch(`/api/cart/lines/${KETTLE.id}`, { quantity: 5 }), 200, cart)
  expect(set).toMatchObject({ count: 7, totalCents: 17_800 + 5 * 6400 })
  expect(read(await client.patch(`/api/cart/lines/${KETTLE.id}`, { quantity: 0 }), 200, cart).lines).toHaveLength(1)
  expect(read(await client.delete(`/api/cart/lines/${LAMP.id}`), 200, cart)).toMatchObject({ lines: [], count: 0, totalCents: 0 })
  expect(read(await client.delete(`/api/cart/lines/${LAMP.id}`), 200, cart).lines, 'again').toEqual([])
  const now = read(await client.get('/api/session'), 200, session)
  expect(Date.parse(now.expiresAt ?? '')).toBeGreaterThan(Date.now() + 6 * 24 * 3_600_000)
  expect((await client.delete('/api/cart/lines/p-dome-lamp', { headers: { cookie: '' } })).headers['set-cookie']).toBeUndefined()
})

test('account, sign-in by next-auth, checkout, orders, sign-out', async ({ client }) => {
  const credentials = { email: `${crypto.randomUUID()}@example.com`, password: 'correct horse battery' }
  const user = z.object({ user: z.strictObject({ id: z.string(), name: z.literal('Ada'), email: z.literal(credentials.email) }) })
  read(await client.post('/api/account', { name: 'Ada', ...credentials }), 201, user, 'nothing')
  expect((await client.post('/api/account', { name: 'Ada', ...credentials })).status).toBe(409)

  const refused = await client.signIn(credentials.email, 'wrong password')
  expect(refused.status).toBe(401)
  const url = z.object({ url: z.string() })
  read(await client.signIn(credentials.email, credentials.password), 200, url)
  const signedIn = read(await client.get('/api/session'), 200, session)
  expect(signedIn.user).toMatchObject({ name: 'Ada', email: credentials.email })
  expect(Date.parse(signedIn.expiresAt ?? '') - Date.now()).toBeLessThan(31 * 60_000)
  expect((await client.get('/api/auth/session')).json()).toMatchObject({ user: { name: 'Ada', email: credentials.email } })

  await client.add(LAMP.id, 2)
  const placed = read(
    await client.post('/api/checkout', ORDER, { headers: { 'idempotency-key': crypto.randomUUID() } }),
    201,
    z.object({ order }),
  ).order
  expect(placed).toMatchObject({ totalCents: 17_800, address: ORDER.address, lines: [{ productId: LAMP.id, quantity: 2 }] })
  expect(read(await client.get('/api/orders'), 200, z.object({ orders: z.array(order) })).orders).toEqual([placed])
  expect(read(await client.get(`/api/orders/${placed.id}`), 200, z.object({ order })).order).toEqual(placed)
  for (const id of [crypto.randomUUID(), 'x']) expect((await client.get(`/api/orders/${id}`)).status, id).toBe(404)
  expect((await client.signOut()).status).toBe(200)
  expect((await client.get('/api/orders')).status).toBe(401)
})

test('next-auth answers a browser form with a redirect, right or wrong', async ({ client, stack }) => {
  const { email, password } = await client.signUp()
  for (const [given, where] of [
    [password, /^http:\/\/localhost:\d+\/?$/],
    ['wrong password', /\/sign-in\?/],
  ] as const) {
    const browser = new Client(stack.url)
    const { csrfToken } = (await browser.get('/api/auth/csrf')).json<{ csrfToken: string }>()
    const reply = await browser.send('POST', '/api/auth/callback/credentials', { form: { email, password: given, csrfToken } })
    expect(reply.status).toBe(302)
    expectSafeCookies(reply, 'sign-in')
    let { location = '' } = reply.headers
    // next-auth sends a browser over addresses of its own to the shop's page.
    for (let hop = 0; hop < 3 && location.includes('/api/auth/'); hop++) location = (await browser.get(location)).headers.location ?? ''
    expect(location).toMatch(where)
  }
})

test('"remember" keeps the shopper for as long as is set, and the cookie outlives the browser', async ({ client, life }) => {
  const { email, password } = await client.signUp()
  const { csrfToken } = (await client.get('/api/auth/csrf')).json<{ csrfToken: string }>()
  const asked = Date.now()
  const reply = await client.send('POST', '/api/auth/callback/credentials', {
    form: { email, password, remember: '1', csrfToken, json: 'true' },
  })
  expect(reply.headers['set-cookie']?.find((cookie) => cookie.startsWith('sid='))).toContain(`Max-Age=${life.kept.absoluteMs / 1000};`)
  const { expiresAt } = read(await client.get('/api/session'), 200, session)
  // The session was made between then and now, and may have been slid by the question.
  expect(Date.parse(expiresAt ?? '')).toBeGreaterThanOrEqual(asked + life.kept.idleMs)
  expect(Date.parse(expiresAt ?? '')).toBeLessThanOrEqual(Date.now() + life.kept.idleMs)
})
