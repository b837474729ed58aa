import type { Page } from '@playwright/test'
import { ApiClient } from '../support/api-client'
import { expectProblem } from '../support/problem'
import { noteCookie } from '../support/secrets'
import { LAMP } from '../support/story'
import { expect, test } from '../support/test'
import { APP_ORIGIN } from '../support/travel'

const asks = (origin: string) => ({
  origin,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type',
})

test('a listed origin is told what it may do, and never that it may bring cookies; any other is told nothing', async ({ stack }) => {
  const api = new ApiClient(stack.url)
  const preflight = await api.send('OPTIONS', '/api/cart/lines', { headers: asks(APP_ORIGIN) })
  expect([preflight.status, preflight.text]).toEqual([204, ''])
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': APP_ORIGIN,
    'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
    'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key',
    'access-control-max-age': '600',
    vary: expect.stringMatching(/\borigin\b/i),
  })
  for (const [method, path, status] of [
    ['GET', '/api/products', 200],
    ['GET', '/api/session', 200],
    ['GET', '/api/orders', 401],
    ['GET', '/api/nothing', 404],
    ['GET', '/api/session?access_token=x', 400],
    ['POST', '/api/cart/lines', 403],
  ] as const) {
    const answer = await api.send(method, path, { headers: { origin: APP_ORIGIN } })
    expect([path, answer.status]).toEqual([path, status])
    expect(answer.headers, path).toMatchObject({ 'access-control-allow-origin': APP_ORIGIN, vary: expect.stringMatching(/\borigin\b/i) })
    expect(answer.headers['access-control-expose-headers'], path).toMatch(/X-Replica, Session-Token, Retry-After, Server-Timing/)
  }
  const nothing = /^access-control-/
  const replies = [
    ...(await Promise.all(
      [
        'https://evil.example',
        'null',
        'http://app.localhost',
        `${APP_ORIGIN}.evil.example`,
        'https://APP.example',
        'https://app.example:8443',
      ].flatMap((origin) => [
        api.send('OPTIONS', '/api/cart/lines', { headers: asks(origin) }),
        api.send('GET', '/api/session', { headers: { origin } }),
        api.send('POST', '/api/token', { headers: { origin }, body: {} }),
      ]),
    )),
    ...(await Promise.all(['/', '/cart', '/api/auth/session'].map((path) => api.send('OPTIONS', path, { headers: asks(APP_ORIGIN) })))),
    await api.send('GET', '/api/auth/session', { headers: { origin: APP_ORIGIN } }),
  ]
  expect(replies.map(({ headers }) => Object.keys(headers).filter((name) => nothing.test(name)))).toEqual(replies.map(() => []))
  expect(
    replies.filter((_, i) => i < 18 && i % 3 === 2).map(({ status }) => status),
    'nor is there a token for them',
  ).toEqual(Array(6).fill(403))
  for (const { headers } of api.heard) expect(headers['access-control-allow-credentials']).toBeUndefined()
})

test('in a browser: a page of a listed origin shops with a token of its own, and gets nowhere with cookies', async ({
  page,
  client,
  stack,
}) => {
  const account = await client.signUp()
  await openApp(page, APP_ORIGIN)
  const ask = (method: string, path: string, more: { token?: string; body?: unknown; credentials?: RequestCredentials } = {}) =>
    page.evaluate(fetchIt, { url: stack.url + path, method, ...more })
  const { json } = await ask('POST', '/api/token', { body: account })
  const { token } = json as { token: string }
  noteCookie('sid', token)
  const added = await ask('POST', '/api/cart/lines', { token, body: { productId: LAMP.id, quantity: 1 } })
  expect(added).toMatchObject({ status: 200, replica: expect.stringMatching(/^web-/), json: { count: 1 } })
  expect((await ask('GET', '/api/orders', { token })).json).toEqual({ orders: [] })
  expect(await ask('GET', '/api/orders', { token: `${token}A` })).toMatchObject({ status: 401, json: { code: 'invalid-token' } })
  for (const credentials of ['include'] as const)
    expect(await ask('GET', '/api/session', { token, credentials })).toMatchObject({ status: null })
  expect(await ask('POST', '/api/cart/lines', { body: { productId: LAMP.id, quantity: 1 } })).toMatchObject({ status: 403 })
  expect(await page.context().cookies(stack.url)).toEqual([])

  await openApp(page, 'http://other.localhost:4321')
  expect(await ask('GET', '/api/session', { token }), 'a page that is not listed').toMatchObject({ status: null })
})

test('a cookie brought along from a listed origin changes nothing', async ({ client }) => {
  await client.add(LAMP.id)
  const refused = await client.copy().post('/api/cart/lines', { productId: LAMP.id, quantity: 1 }, { headers: { origin: APP_ORIGIN } })
  expectProblem(refused, 403, 'a change')
  expect(await client.cart()).toEqual({ [LAMP.id]: 1 })
})

async function openApp(page: Page, origin: string): Promise<void> {
  await page.route(`${origin}/**`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>An app</title>' }))
  // To Chromium an answer that a test makes up comes from afar, and such pages must ask before they reach this machine.
  await page.context().grantPermissions(['local-network-access'], { origin })
  await page.goto(`${origin}/`)
}

type Asked = { url: string; method: string; token?: string; body?: unknown; credentials?: RequestCredentials }

/** Runs in the page: what its script gets to see; `status` null: nothing. */
async function fetchIt({ url, method, token, body, credentials = 'omit' }: Asked) {
  const headers = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body ? { 'content-type': 'application/json' } : {}) }
  try {
    const answer = await fetch(url, { method, headers, credentials, ...(body ? { body: JSON.stringify(body) } : {}) })
    return { status: answer.status, replica: answer.headers.get('x-replica'), json: (await answer.json()) as unknown }
  } catch {
    return { status: null, replica: null, json: null }
  }
}
