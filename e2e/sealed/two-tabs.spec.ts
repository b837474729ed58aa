import { Shopper } from '../support/shopper'
import { KETTLE, LAMP, NOTEBOOK } from '../support/story'
import { expect, test } from '../support/test'

/* A session that is in its cookie: of two answers the browser keeps the last. What that costs is real, and is shown here. */

const MOST_ROUNDS = 10

test('two tabs of a browser that add at once overwrite each other: an acknowledged add is lost', async ({ shopper, context, stack }) => {
  await shopper.add(NOTEBOOK.slug)
  const other = new Shopper(await context.newPage(), stack)
  await shopper.visit(`/products/${LAMP.slug}`)
  await other.visit(`/products/${KETTLE.slug}`)
  // Neither add goes out before the other one is ready to.
  let waiting: (() => void)[] = []
  await context.route('**/api/cart/lines', async (route) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      if (waiting.length < 2) return
      for (const go of waiting) go()
      waiting = []
    })
    await route.continue()
  })
  let [rounds, kept] = [0, 0]
  while (kept === rounds * 2 && rounds < MOST_ROUNDS) {
    await Promise.all([shopper.clickAdd(), other.clickAdd()])
    rounds++
    const cart = await shopper.page.evaluate(async () => (await fetch('/api/cart')).json())
    kept = cart.count - 1
  }
  expect(kept, `${rounds * 2} adds were acknowledged`).toBeLessThan(rounds * 2)
  await context.unroute('**/api/cart/lines')
  expect((await shopper.cart())[NOTEBOOK.name], 'what was there before is in either cookie').toBe(1)
  await other.page.close()
})

test('one tab after the other loses nothing, whichever replica answers', async ({ client }) => {
  for (let round = 0; round < 6; round++) await client.add(round % 2 ? LAMP.id : KETTLE.id)
  expect(await client.cart()).toEqual({ [LAMP.id]: 3, [KETTLE.id]: 3 })
})

test('an add that was under way during a sign-in counts in the guest session, whose cookie signs the browser out again', async ({
  client,
}) => {
  const account = await client.signUp()
  await client.add(LAMP.id)
  const late = client.copy()
  await client.signIn(account.email, account.password)
  expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email }, cartCount: 1 })
  expect((await late.add(KETTLE.id, 2)).status).toBe(200)
  expect((await late.get('/api/session')).json()).toMatchObject({ user: null, cartCount: 3 })
  expect(await client.cart(), 'the other cookie knows nothing of it').toEqual({ [LAMP.id]: 1 })
})

test('an add that is answered after the sign-out brings the session back', async ({ client }) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  const late = client.copy()
  expect((await client.signOut()).status).toBe(200)
  expect((await client.get('/api/session')).json()).toMatchObject({ id: null, user: null })
  expect((await late.add(LAMP.id)).status).toBe(200)
  expect((await late.get('/api/session')).json()).toMatchObject({ user: { email: account.email }, cartCount: 1 })
})

test('copies of a guest session are apart: each may be somebody else’s', async ({ client }) => {
  const [one, two] = [await client.signUp(), await client.signUp()]
  await client.add(LAMP.id)
  const other = client.copy()
  for (const [tab, { email, password }] of [
    [client, one],
    [other, two],
  ] as const)
    expect((await tab.signIn(email, password)).status).toBe(200)
  for (const [tab, { email }] of [
    [client, one],
    [other, two],
  ] as const)
    expect((await tab.get('/api/session')).json()).toMatchObject({ user: { email }, cartCount: 1 })
})
