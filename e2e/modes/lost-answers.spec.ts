import { randomUUID } from 'node:crypto'
import { Client } from '../support/client'
import { KETTLE, LAMP, storyOf } from '../support/story'
import { expect, test } from '../support/test'

const CHECKOUT = {
  address: { name: 'E. Tester', line1: '1 Main Street', city: 'New York', postalCode: '10001', country: 'US' },
  card: { number: '4242424242424242', expiry: '12/39', cvc: '123', name: 'E. Tester' },
}

test.beforeEach(({ profile }) => {
  test.skip(!storyOf(profile).consistent, 'one client is not even consistent without a fault; guest-to-signed-in asserts that')
})

test('a sign-in whose answer is lost is repeated, and ends signed in with the cart', async ({ client, profile }) => {
  const account = await client.signUp()
  await client.add(LAMP.id, 2)
  const deaf = client.copy() // signs in, and its answer never reaches the shopper
  expect((await deaf.signIn(account.email, account.password)).status).toBe(200)
  expect((await client.signIn(account.email, account.password)).status).toBe(200)
  // Where nothing is kept of the old token, the repeat is another sign-in.
  expect(client.token === deaf.token).toBe(storyOf(profile).revocable)
  expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email }, cartCount: 2 })
})

/** Somebody with an account in which two lamps wait. */
async function lampsWait(client: Client): Promise<{ email: string; password: string }> {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  await client.add(LAMP.id, 2)
  expect((await client.signOut()).status).toBe(200)
  return account
}

for (const [what, token] of [
  ['no session', undefined],
  ['an expired session', 'AAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
] as const) {
  test(`a sign-in of a browser with ${what} whose answer is lost leaves the saved cart to the next`, async ({ client }) => {
    const account = await lampsWait(client)
    if (token) client.cookies.set('sid', token)
    const deaf = client.copy()
    expect((await deaf.signIn(account.email, account.password)).status).toBe(200)
    expect((await client.signIn(account.email, account.password)).status).toBe(200)
    expect(client.token).not.toBe(deaf.token)
    expect(await client.cart()).toEqual({ [LAMP.id]: 2 })
    expect(await deaf.cart(), 'and it is there once').toEqual({})
  })

  test(`two sign-ins at once of a browser with ${what}: the saved cart is in the one that it keeps`, async ({ client }) => {
    const account = await lampsWait(client)
    if (token) client.cookies.set('sid', token)
    await client.get('/api/auth/csrf')
    const tries = Array.from({ length: 4 }, () => client.copy())
    const replies = await Promise.all(tries.map((each) => each.signIn(account.email, account.password)))
    expect(replies.map(({ status }) => status)).toEqual(Array(4).fill(200))
    const carts = []
    for (const kept of tries.reverse()) carts.push(await kept.cart())
    expect(carts).toEqual([{ [LAMP.id]: 2 }, {}, {}, {}])
  })
}

test('a sign-in form whose answer is lost leaves the saved cart to the next try', async ({ shopper, client }) => {
  const account = await lampsWait(client)
  const { page } = shopper
  const fill = async () => {
    await shopper.visit('/sign-in')
    await page.getByLabel('E-mail').fill(account.email)
    await page.getByLabel('Password', { exact: true }).fill(account.password)
    await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click()
  }
  // The post arrives and is answered, with the page that it leads to; the browser hears nothing of it.
  const done = new Promise<number>((resolve) => {
    page.route('**/sign-in', async (route) => {
      const request = route.request()
      if (request.method() !== 'POST') return route.continue()
      const { 'content-length': _, ...headers } = await request.allHeaders()
      const sent = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')))
      const { status } = await fetch(request.url(), { method: 'POST', headers: sent, body: request.postData() ?? '' }).then(
        async (reply) => {
          await reply.text()
          return reply
        },
      )
      await route.abort()
      resolve(status)
    })
  })
  await fill()
  expect([200, 303]).toContain(await done)
  await page.unroute('**/sign-in')
  expect(await shopper.token()).toBeUndefined()
  await fill()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  expect(await shopper.cart()).toEqual({ [LAMP.name]: 2 })
})

test('a sign-in that is clicked twice ends signed in with the cart', async ({ shopper, client }) => {
  const account = await client.signUp()
  await shopper.add(LAMP.slug, 2)
  await shopper.visit('/sign-in')
  await shopper.page.getByLabel('E-mail').fill(account.email)
  await shopper.page.getByLabel('Password', { exact: true }).fill(account.password)
  await shopper.page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).dblclick()
  await shopper.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  await shopper.visit('/')
  expect(await shopper.header()).toEqual({ user: 'E.', count: 2 })
})

test('a sign-in from a guest session that somebody else signs in with is refused in true words, by form and by call', async ({
  shopper,
  client,
  profile,
}) => {
  test.skip(!storyOf(profile).revocable, 'every copy of a guest session is one of its own; sealed/two-tabs asserts that')
  test.skip(profile === 'sticky-ip', 'browser and client share a session here, and may come from two addresses (127.0.0.1 and ::1)')
  const [first, second] = [await client.signUp(), await client.signUp()]
  const { page } = shopper
  await shopper.add(LAMP.slug)
  for (const { name, value } of await page.context().cookies()) client.cookies.set(name, value)
  const late = client.copy()
  await shopper.visit('/sign-in')
  expect((await client.signIn(first.email, first.password)).status).toBe(200)

  const refused = await late.signIn(second.email, second.password)
  expect([refused.status, decodeURIComponent(refused.text)]).toEqual([401, expect.stringContaining('Your sessions were ended meanwhile.')])
  await page.getByLabel('E-mail').fill(second.email)
  await page.getByLabel('Password', { exact: true }).fill(second.password)
  await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Your sessions were ended meanwhile. Sign in again.')
  expect(await client.cart()).toEqual({ [LAMP.id]: 1 })
})

test('an add that arrives after the sign-in of another tab counts, and its client reads again', async ({ client, profile }) => {
  test.skip(!storyOf(profile).revocable, 'it counts in the guest session that it came with; sealed/two-tabs asserts that')
  const account = await client.signUp()
  await client.add(LAMP.id)
  const late = client.copy()
  await client.signIn(account.email, account.password)
  const reply = await late.add(KETTLE.id, 2)
  expect([reply.status, reply.json(), reply.headers['set-cookie']]).toEqual([202, { moved: true }, undefined])
  expect(await client.cart()).toEqual({ [LAMP.id]: 1, [KETTLE.id]: 2 })
})

test('an add with one key counts once, however often and through whichever replica it is sent', async ({ client, profile }) => {
  await client.add(LAMP.id)
  const key = randomUUID()
  const tabs = Array.from({ length: 12 }, () => client.copy())
  const replies = await Promise.all(tabs.map((tab) => tab.add(KETTLE.id, 1, key)))
  expect(replies.map(({ status }) => status)).toEqual(Array(12).fill(200))
  if (!storyOf(profile).keepsUpdates) {
    for (const tab of tabs) expect(await tab.cart()).toEqual({ [LAMP.id]: 1, [KETTLE.id]: 1 })
    expect((await client.add(KETTLE.id, 1, key)).status, 'from the cookie of before, as a late repeat does').toBe(200)
    expect((await client.add(KETTLE.id, 1, key)).status).toBe(200)
  }
  expect(await client.cart()).toEqual({ [LAMP.id]: 1, [KETTLE.id]: 1 })
  expect((await client.add(LAMP.id, 1, key)).status).toBe(422)
})

test('an order is placed once, its cart is emptied once, and it is nobody else’s', async ({ client }) => {
  const account = await client.signUp()
  await client.add(LAMP.id)
  await client.signIn(account.email, account.password)
  const key = randomUUID()
  const order = () => client.post('/api/checkout', CHECKOUT, { headers: { 'idempotency-key': key } })
  const replies = await Promise.all([order(), order(), order()])
  expect(replies.map(({ status }) => status)).toEqual([201, 201, 201])
  const ids = new Set(replies.map((reply) => reply.json<{ order: { id: string } }>().order.id))
  expect(ids.size).toBe(1)
  expect(await client.cart()).toEqual({})
  await client.add(KETTLE.id)
  expect((await order()).status).toBe(201)
  expect(await client.cart()).toEqual({ [KETTLE.id]: 1 })
  expect((await client.get('/api/orders')).json<{ orders: unknown[] }>().orders).toHaveLength(1)

  const [id] = ids
  const stranger = new Client(client.url)
  const second = await stranger.signUp()
  await stranger.signIn(second.email, second.password)
  expect((await stranger.get(`/api/orders/${id}`)).status).toBe(404)
  expect((await stranger.get(`/orders/${id}`)).status).toBe(404)
  expect((await new Client(client.url).get(`/api/orders/${id}`)).status).toBe(401)
})
