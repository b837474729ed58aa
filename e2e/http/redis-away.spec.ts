import type { Stack } from '../../infra/local/stack'
import { alive } from '../support/alive'
import { ORDER } from '../support/checkout'
import { Client } from '../support/client'
import { expectAway, expectKept, expectSays, personalCalls, withinBound } from '../support/outage'
import { onEveryReplica } from '../support/replicas'
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
    const calls = personalCalls(client, { ...account }, LAMP.id)

    await begin(stack)
    try {
      // The first call on each replica may wait for the time-out of the connection that was there; from then on it is known.
      await onEveryReplica(() => withinBound('first', () => client.get('/api/session')))
      for (const [name, call] of Object.entries(calls)) if (!name.startsWith('sign-')) await expectAway(name, call)
      const checkout = () => client.post('/api/checkout', ORDER, { headers: { 'idempotency-key': crypto.randomUUID() } })
      await expectAway('checkout', checkout)
      const form = { ...account, csrfToken, json: 'true' }
      await expectAway('sign-in', () => client.send('POST', '/api/auth/callback/credentials', { form }))
      await expectAway('sign-in of a guest', () => guest(client).send('POST', '/api/auth/callback/credentials', { form }))
      await expectAway('sign-out', () => client.send('POST', '/api/auth/signout', { form }))

      for (const path of CATALOGUE)
        for (const who of [client, new Client(stack.url)]) {
          const reply = await withinBound(path, () => who.get(path))
          expect(reply.status, path).toBe(200)
          expectKept(reply, path)
        }
      const ready = await withinBound('readyz', () => client.get('/api/readyz'))
      expect([ready.status, ready.json()]).toEqual([200, expect.objectContaining({ sessions: 'unavailable', database: 'ok' })])
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

    // A connection attempt that hung has to time out first.
    const onAll = async () => [...(await onEveryReplica(() => client.get('/api/session'))).values()].map(({ status }) => status)
    await expect.poll(onAll, { timeout: 5_000 }).toEqual([200, 200, 200])
    expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email } })
    const cart = await client.cart()
    // What was refused as unavailable may have arrived or not, at most once; nothing else may have changed.
    expect([{ [KETTLE.id]: 2 }, { [KETTLE.id]: 2, [LAMP.id]: 1 }]).toContainEqual(cart)
    await shopper.page.getByRole('main').getByRole('link', { name: 'Try again' }).click()
    await expect(shopper.page.getByRole('heading', { name: /^Hello, / })).toBeVisible()
    expect(await shopper.token()).toBe(token)
    expect((await shopper.cart())[LAMP.name]).toBe(1)
  })

function guest({ url, cookies }: Client): Client {
  const fresh = new Client(url)
  for (const [name, value] of cookies) if (name.startsWith('next-auth')) fresh.cookies.set(name, value)
  return fresh
}
