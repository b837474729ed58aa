import type { Stack } from '../../infra/local/stack'
import { type CallKind, OUTAGE_POLICY } from '../../sessions/outage-policy'
import { alive } from '../support/alive'
import { Client } from '../support/client'
import {
  expectKept,
  expectNoWait,
  expectRefused,
  expectSays,
  refusedCalls,
  untilKnownAway,
  untilServedByAll,
  withinBound,
} from '../support/outage'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'

const CATALOGUE = ['/', '/shop', '/category/light', '/search?query=lamp', `/products/${LAMP.slug}`, '/api/products', '/api/livez']

const OUTAGES: { what: string; begin: (stack: Stack) => void | Promise<void>; end: (stack: Stack) => void | Promise<void> }[] = [
  { what: 'hangs', begin: (stack) => stack.pause('redis'), end: (stack) => stack.resume('redis') },
  { what: 'is gone', begin: (stack) => stack.takeDown('redis', 'SIGTERM'), end: (stack) => stack.bringBack('redis') },
]

for (const { what, begin, end } of OUTAGES)
  test(`while Redis ${what} the catalogue is open, the rest says so, nobody is signed out, and afterwards all is there`, async ({
    client,
    shopper,
    stack,
  }) => {
    test.setTimeout(120_000)
    const account = await client.signUp()
    await client.add(KETTLE.id, 2)
    await client.signIn(account.email, account.password)
    const { csrfToken } = (await client.get('/api/auth/csrf')).json<{ csrfToken: string }>()
    await shopper.signIn(account)
    await shopper.add(LAMP.slug)
    const token = await shopper.token()
    const calls = refusedCalls(client, { account, csrfToken, productId: LAMP.id })

    await begin(stack)
    try {
      await untilKnownAway(client)
      const waits: (number | null)[] = []
      for (const kind of Object.keys(OUTAGE_POLICY) as CallKind[])
        switch (OUTAGE_POLICY[kind].whileAway) {
          case 'refused':
            for (const each of calls.filter((call) => call.kind === kind)) waits.push(await expectRefused(each))
            break
          case 'goes-on-as-a-guest-view':
            await expectCatalogue([client, new Client(stack.url)])
            break
          case 'told':
            await expectTold(client, stack)
        }
      expect(waits).toHaveLength(calls.length)
      expectNoWait(waits)

      for (const path of ['/cart', '/checkout', '/account', '/orders', '/sign-in', '/sign-up']) {
        const reply = await withinBound(path, () => client.get(path))
        expectSays(reply, /We cannot reach your (session|cart) right now/, path)
        expect(/fell over|is empty|Nothing in it yet/.test(reply.text), path).toBe(false)
        expect(reply.headers.location, path).toBeUndefined()
        expectKept(reply, path)
      }

      // What a person sees: the header stays neutral, the cart says what is the matter, an add says that it did not happen.
      const { page } = shopper
      await page.goto('/cart')
      await expect(page.getByRole('main').getByRole('alert')).toContainText('Nothing is lost and you are not signed out')
      await expect(page.getByRole('banner').getByRole('link', { name: 'Account' })).toBeVisible()
      await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toHaveCount(0)
      await page.goto(`/products/${KETTLE.slug}`)
      await (await alive(page.getByRole('main').getByRole('button', { name: 'Add to cart' }))).click()
      const drawer = page.getByRole('dialog', { name: 'Cart' })
      await expect(drawer.getByRole('alert')).toContainText('We cannot reach your session right now', { timeout: 20_000 })
      expect(await shopper.token(), 'the browser kept its session').toBe(token)
      await page.goto('/account')
      await expect(page.getByRole('heading', { name: 'We cannot reach your session right now' })).toBeVisible()
    } finally {
      await end(stack)
    }

    // A connection attempt that hung has to time out first, and then a probe is due.
    await untilServedByAll(client, 5_000)
    expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email } })
    const cart = await client.cart()
    // What was refused as unavailable may have arrived or not, at most once; nothing else may have changed.
    expect([{ [KETTLE.id]: 2 }, { [KETTLE.id]: 2, [LAMP.id]: 1 }]).toContainEqual(cart)
    await shopper.page.getByRole('main').getByRole('link', { name: 'Try again' }).click()
    await expect(shopper.page.getByRole('heading', { name: /^Hello, / })).toBeVisible()
    expect(await shopper.token()).toBe(token)
    expect((await shopper.cart())[LAMP.name]).toBe(1)
  })

/** The catalogue is there for whoever asks, and takes nobody's session away. */
async function expectCatalogue(clients: readonly Client[]): Promise<void> {
  for (const path of CATALOGUE)
    for (const who of clients) {
      const reply = await withinBound(path, () => who.get(path))
      expect(reply.status, path).toBe(200)
      expectKept(reply, path)
    }
}

/** The replicas stay in rotation, and say what they miss. */
async function expectTold(client: Client, stack: Stack): Promise<void> {
  const ready = await withinBound('readyz', () => client.get('/api/readyz'))
  expect([ready.status, ready.json()]).toEqual([200, expect.objectContaining({ sessions: 'unavailable', database: 'ok' })])
  for (const { address } of stack.state().replicas) {
    const { text } = await new Client(address).get('/api/metrics')
    expect(text).toMatch(/^hopcart_session_store_away\{mode="redis"\} 1$/m)
    expect(text).toMatch(/^hopcart_session_calls_refused_total\{mode="redis"\} [1-9]/m)
  }
}
