import { randomUUID } from 'node:crypto'
import { ApiClient } from '../support/api-client'
import { ORDER } from '../support/checkout'
import { expectProblem } from '../support/problem'
import { onEveryReplica } from '../support/replicas'
import { disregard } from '../support/secrets'
import { actionOf } from '../support/server-action'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'
import { FIREFOX } from '../support/user-agent'

const INVALID = 'Bearer realm="hopcart", error="invalid_token"'

test('a client without cookies shops by its token alone, and no cookie is ever set for it', async ({ client, stack, replicas }) => {
  const account = await client.signUp()
  const api = new ApiClient(stack.url)
  const guest = await api.getToken()
  expect([guest.status, guest.json()]).toEqual([201, { token: api.token, tokenType: 'Bearer', expiresAt: expect.any(String), user: null }])
  const guestToken = api.token
  expect((await api.add(KETTLE.id, 2)).json()).toMatchObject({ count: 2 })

  const wrong = await api.getToken({ email: account.email, password: 'not the password' })
  expectProblem(wrong, 401, 'a wrong password')
  expect([wrong.headers['www-authenticate'], api.token]).toEqual(['Bearer realm="hopcart"', guestToken])

  const signedIn = await api.getToken(account)
  expect(signedIn.json()).toMatchObject({ tokenType: 'Bearer', user: { email: account.email } })
  expect(api.token).not.toBe(guestToken)
  for (const [replica, reply] of await onEveryReplica(() => api.send('GET', '/api/session'), replicas))
    expect(reply.json(), `${replica}: the cart came along`).toMatchObject({ user: { email: account.email }, cartCount: 2 })
  const order = await api.send('POST', '/api/checkout', { body: ORDER, headers: { 'idempotency-key': randomUUID() } })
  expect(order.status, order.text).toBe(201)
  expect((await api.send('GET', '/api/orders')).json<{ orders: unknown[] }>().orders).toHaveLength(1)

  const before = api.token
  const password = 'a better one than before'
  expect((await api.send('PATCH', '/api/account', { body: { password, currentPassword: account.password } })).status).toBe(204)
  expect(api.token, 'in Session-Token').not.toBe(before)
  expect((await api.send('GET', '/api/account/sessions')).json()).toMatchObject({ sessions: [{ isThis: true }] })

  expect((await api.send('DELETE', '/api/token')).status).toBe(204)
  expect((await api.send('DELETE', '/api/token')).status, 'what has ended has ended').toBe(204)
  for (const ended of [guestToken, before, api.token]) {
    const refused = await api.send('GET', '/api/session', { headers: { authorization: `Bearer ${ended}` } })
    expectProblem(refused, 401, 'an ended token')
    expect(refused.headers['www-authenticate']).toBe(INVALID)
  }
  for (const reply of api.heard) expect([reply.headers['set-cookie'], reply.headers['cache-control']]).toEqual([undefined, 'no-store'])
})

test('a token that is none, or not any more, is refused on every personal call, and makes no guest', async ({ stack }) => {
  const unknown = `AAAAAAAA.${'A'.repeat(43)}`
  const calls = [
    ['GET', '/api/session'], ['POST', '/api/session'], ['GET', '/api/session/expiry'], ['GET', '/api/cart'], ['GET', '/api/orders'],
    ['POST', '/api/cart/lines'], ['PATCH', `/api/cart/lines/${LAMP.id}`], ['DELETE', `/api/cart/lines/${LAMP.id}`], ['GET', '/api/account/sessions'],
  ] as const // biome-ignore format: a list of calls
  for (const [said, on] of [
    [`Bearer ${unknown}`, calls],
    [`bearer ${unknown}`, calls.slice(0, 1)],
    ...['Bearer', 'Bearer ', `Bearer ${unknown} ${unknown}`, 'Bearer a,b', 'Bearer {x}', 'Bearer ü'].map(
      (each) => [each, calls.slice(0, 6)] as const,
    ),
  ] as const)
    for (const [method, path] of on) {
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: { productId: LAMP.id, quantity: 1 } }
      const headers = { authorization: Buffer.from(said, 'utf8').toString('latin1') }
      const refused = await new ApiClient(stack.url).send(method, path, { ...body, headers })
      expectProblem(refused, 401, `${method} ${path} ${said}`)
      expect([refused.headers['www-authenticate'], refused.headers['set-cookie']], said).toEqual([INVALID, undefined])
    }
  const basic = await new ApiClient(stack.url).send('GET', '/api/session', { headers: { authorization: 'Basic x:y' } })
  expect(basic.json(), 'another scheme is somebody else’s').toMatchObject({ id: null, user: null })
  expect((await new ApiClient(stack.url).send('DELETE', '/api/token')).status).toBe(401)
})

test('one session, by cookie or by header; both at once are refused and do nothing', async ({ client, stack }) => {
  await client.add(KETTLE.id, 2)
  const { id } = (await client.get('/api/session')).json<{ id: string }>()
  const api = new ApiClient(stack.url)
  api.hold(client.token ?? '')
  expect((await api.send('GET', '/api/session')).json()).toMatchObject({ id, cartCount: 2 })
  expect((await api.add(LAMP.id)).json(), 'and needs no Origin').toMatchObject({ count: 3 })
  const both = { headers: { authorization: `Bearer ${client.token}` } }
  for (const [method, path] of [
    ['GET', '/api/session'],
    ['GET', '/api/products'],
    ['POST', '/api/cart/lines'],
    ['DELETE', '/api/token'],
  ] as const) {
    const reply = await client
      .copy()
      .send(method, path, { ...both, ...(method === 'POST' ? { body: { productId: LAMP.id, quantity: 1 } } : {}) })
    expectProblem(reply, 400, `${method} ${path}`)
    expect(reply.json()).toMatchObject({ code: 'two-ways' })
    expect(reply.headers['set-cookie']).toBeUndefined()
  }
  expectProblem(await client.copy().post('/api/token', {}), 400, 'a token for who has a cookie')
  expect(await client.cart()).toEqual({ [KETTLE.id]: 2, [LAMP.id]: 1 })
})

test('on pages, at next-auth and for the Lab a token is nobody, and lifts no rule', async ({ client, stack }) => {
  const account = await client.signUp()
  const api = new ApiClient(stack.url)
  await api.getToken(account)
  for (const path of ['/account', '/orders']) expect((await api.send('GET', path)).headers.location, path).toMatch(/^\/sign-in\?/)
  expect((await api.send('GET', '/api/auth/session')).json()).toEqual({})
  expectProblem(await api.send('POST', '/api/auth/signout', { form: { json: 'true' } }), 403, 'sign-out of next-auth')
  expectProblem(await api.send('POST', '/sign-out', { form: {} }), 403, 'sign-out by form')
  const ours = { form: {}, headers: { origin: stack.url } }
  expect((await api.send('POST', '/sign-out', ours)).status, 'of nobody: a form is of a page').toBe(303)
  expect((await api.send('POST', '/account/delete', ours)).status, 'and is told to sign in').toBe(303)
  await client.add(KETTLE.id)
  const action = await actionOf(client, '/cart', 'aria-label="Remove')
  expectProblem(await api.send('POST', '/cart', { form: action }), 403, 'a server action')
  expect((await api.send('GET', '/api/session')).json()).toMatchObject({ user: { email: account.email } })
})

test('another program with the same token is not the one that signed in; another network is', async ({ client, stack }) => {
  const account = await client.signUp()
  const api = new ApiClient(stack.url)
  await api.getToken(account)
  expect((await api.send('GET', '/api/orders', { localAddress: '127.9.0.1' })).status).toBe(200)
  const other = await api.send('GET', '/api/orders', { headers: { 'user-agent': FIREFOX } })
  expectProblem(other, 401, 'another program')
  expect([other.json().code, other.headers['www-authenticate']]).toEqual(['other-client', INVALID])
})

test('a token in an address is refused in words, and in a form it is not read', async ({ client, stack }) => {
  await client.add(KETTLE.id)
  const { token } = client
  disregard(token)
  const api = new ApiClient(stack.url)
  for (const path of [
    '/api/session?access_token=',
    '/api/session?access%5Ftoken=',
    '/api/cart?x=1&sid=',
    '/api/products?sid=',
    '/api/nothing?access_token=',
  ])
    for (const method of ['GET', 'POST']) {
      const reply = await api.send(method, path + token)
      expectProblem(reply, 400, `${method} ${path}`)
      expect(reply.json().detail, path).toContain('addresses are logged')
      expect(reply.headers['www-authenticate']).toBe('Bearer realm="hopcart", error="invalid_request"')
    }
  for (const path of ['/api/session?token=', '/api/session?session=', '/api/session?ACCESS_TOKEN='])
    expect((await api.send('GET', path + token)).json(), path).toMatchObject({ id: null, user: null })
  for (const path of [`/api/session;sid=${token}`, `/api/session;jsessionid=${token}`])
    expect((await api.send('GET', path)).status).toBe(404)
  expect((await api.send('GET', `/?sid=${token}&access_token=${token}`)).status, 'a shared link opens, as nobody').toBe(200)
  const form = { productId: LAMP.id, quantity: '1', access_token: token ?? '' }
  expectProblem(await api.send('POST', '/api/cart/lines', { form, headers: { origin: stack.url } }), 415, 'a form')
  const inJson = { body: { productId: LAMP.id, quantity: 1, access_token: token }, headers: { origin: stack.url } }
  expect((await api.send('POST', '/api/cart/lines', inJson)).json(), 'a cart of its own').toMatchObject({ count: 1 })
  expect(await client.cart()).toEqual({ [KETTLE.id]: 1 })
})

test('while the store is away a token is neither valid nor refused', async ({ client, stack }) => {
  const account = await client.signUp()
  const api = new ApiClient(stack.url)
  await api.getToken(account)
  const { token } = api
  await stack.takeDown('redis')
  try {
    for (const path of ['/api/session', '/api/cart', '/api/orders']) {
      const reply = await api.send('GET', path)
      expectProblem(reply, 503, path)
      expect([reply.headers['retry-after'], reply.headers['www-authenticate']], path).toEqual([expect.stringMatching(/^\d+$/), undefined])
    }
    expectProblem(await api.getToken(account), 503, 'a new token')
  } finally {
    await stack.bringBack('redis')
  }
  await expect.poll(async () => (await api.send('GET', '/api/session')).status).toBe(200)
  expect([(await api.send('GET', '/api/orders')).status, api.token]).toEqual([200, token])
})
