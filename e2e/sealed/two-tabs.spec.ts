import { Shopper } from '../support/shopper'
import { KETTLE, LAMP, NOTEBOOK } from '../support/story'
import { expect, test } from '../support/test'

/* A session that is in its cookie: of two answers the browser keeps the last. What that costs is real, and is shown here. */

const MOST_ROUNDS = 10

test('two tabs without JavaScript that add at once overwrite each other: an acknowledged add is lost', async ({ browser, stack }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: stack.url })
  const [one, other] = [new Shopper(await context.newPage(), stack), new Shopper(await context.newPage(), stack)]
  const add = async (tab: Shopper) => {
    await tab.page.getByRole('main').getByRole('button', { name: 'Add to cart' }).click()
    await tab.page.waitForURL(/\/cart/)
  }
  await one.visit(`/products/${NOTEBOOK.slug}`)
  await add(one)
  // Neither form goes out before the other one is ready to.
  let waiting: (() => void)[] = []
  await context.route('**/products/*', async (route) => {
    if (route.request().method() === 'POST')
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
    await one.visit(`/products/${LAMP.slug}`)
    await other.visit(`/products/${KETTLE.slug}`)
    await Promise.all([add(one), add(other)])
    rounds++
    const { [NOTEBOOK.name]: before, ...added } = await one.cart()
    expect(before, 'what was there before is in either cookie').toBe(1)
    kept = Object.values(added).reduce((sum, quantity) => sum + quantity, 0)
  }
  expect(kept, `${rounds * 2} adds were acknowledged`).toBeLessThan(rounds * 2)
  await context.close()
})

test('two changes of one cookie that are answered at once: each answer has its own only', async ({ client }) => {
  await client.add(NOTEBOOK.id)
  const tabs = [client.copy(), client.copy()] as const
  await Promise.all([tabs[0].add(LAMP.id), tabs[1].add(KETTLE.id)])
  expect(await tabs[0].cart()).toEqual({ [NOTEBOOK.id]: 1, [LAMP.id]: 1 })
  expect(await tabs[1].cart()).toEqual({ [NOTEBOOK.id]: 1, [KETTLE.id]: 1 })
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
