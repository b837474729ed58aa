import { randomUUID } from 'node:crypto'
import { ORDER } from '../support/checkout'
import type { Client } from '../support/client'
import { KETTLE, LAMP, storyOf } from '../support/story'
import { expect, test } from '../support/test'
import { FIREFOX, UPDATED } from '../support/user-agent'

const ELSEWHERE = '127.9.0.1'

/** The same cookies in other hands: each way in which they differ from the client that signed in. */
const THIEVES: [what: string, call: { headers?: Record<string, string>; localAddress?: string }][] = [
  ['another browser family', { headers: { 'user-agent': FIREFOX } }],
  ['no browser at all', { headers: { 'user-agent': '' } }],
  ['another network', { localAddress: ELSEWHERE }],
]

async function signedInWithCart(client: Client): Promise<{ email: string; password: string }> {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  await client.add(KETTLE.id, 2)
  return account
}

for (const [what, call] of THIEVES)
  test(`hijack: the cookie from ${what} shows nothing personal, keeps the cart, and its owner goes on`, async ({ client, profile }) => {
    const { email } = await signedInWithCart(client)
    const thief = client.copy()
    expect((await thief.get('/api/session', call)).json()).toMatchObject({ user: null, isOtherClient: true, cartCount: 2 })
    expect((await thief.get('/api/auth/session', call)).json()).toEqual({})
    for (const path of ['/api/orders', '/api/account/sessions']) {
      const refused = await thief.get(path, call)
      expect(refused.status, path).toBe(401)
      expect(refused.json(), path).toMatchObject({ code: 'other-client' })
    }
    for (const path of ['/account', '/orders', '/checkout']) {
      const page = await thief.get(path, call)
      expect(page.status, path).toBe(307)
      expect(page.headers.location, path).toMatch(/^\/sign-in\?/)
      expect(page.text, path).not.toContain(email)
    }
    expect((await thief.get('/', call)).text).not.toContain('E. Tester')
    const withKey = { ...call, headers: { ...call.headers, 'idempotency-key': randomUUID() } }
    expect((await thief.post('/api/checkout', ORDER, withKey)).status).toBe(401)
    expect((await thief.patch('/api/account', { name: 'Mallory' }, call)).status).toBe(401)
    expect((await thief.delete('/api/account/sessions', call)).status).toBe(401)
    expect((await thief.post('/api/cart/lines', { productId: LAMP.id, quantity: 1 }, call)).status).toBe(200)

    expect((await client.get('/api/session')).json()).toMatchObject({
      user: { email },
      isOtherClient: false,
      cartCount: storyOf(profile).keepsUpdates ? 3 : 2,
    })
  })

test('hijack: who knows the password goes on from there, with the cart and a new token', async ({ client, profile }) => {
  const account = await signedInWithCart(client)
  const moved = client.copy()
  const call = { localAddress: ELSEWHERE }
  expect((await moved.signIn(account.email, account.password, call)).status).toBe(200)
  expect(moved.token).not.toBe(client.token)
  expect((await moved.get('/api/session', call)).json()).toMatchObject({ user: { email: account.email }, cartCount: 2 })
  const left = storyOf(profile).revocable ? { id: null, user: null } : { user: { email: account.email } }
  expect((await client.get('/api/session')).json(), 'the token that was elsewhere is dead where it can be').toMatchObject(left)
})

test('hijack: somebody else who signs in there gets nothing of it', async ({ client }) => {
  await signedInWithCart(client)
  const other = client.copy()
  const own = await other.signUp()
  const call = { headers: { 'user-agent': FIREFOX } }
  expect((await other.signIn(own.email, own.password, call)).status).toBe(200)
  expect((await other.get('/api/session', call)).json()).toMatchObject({ user: { email: own.email }, cartCount: 0 })
})

test('ordinary changes do not ask: a browser update, another address of the network, both loopbacks', async ({ client }) => {
  const { email } = await signedInWithCart(client)
  for (const call of [{ headers: { 'user-agent': UPDATED } }, { localAddress: '127.0.77.8' }])
    expect((await client.get('/api/session', call)).json()).toMatchObject({ user: { email }, isOtherClient: false })
})
