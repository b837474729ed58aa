import type { Reply } from '../support/client'
import { setCookies } from '../support/problem'
import type { Shopper } from '../support/shopper'
import { KETTLE, LAMP, NOTEBOOK, storyOf } from '../support/story'
import { expect, test } from '../support/test'

/* What proxy.ts does for a session that is in its cookie. Kept sessions live for 6 s without a request here, and so slide every 600 ms. */

test.skip(Boolean(process.env.HOPCART_COMPOSE), 'sessions live long in containers')

const sids = (reply: Reply) => setCookies(reply).filter(({ name }) => name === 'sid')
const expiresAt = (reply: Reply) => Date.parse(reply.json<{ expiresAt: string }>().expiresAt)
const past = (moment: number) => expect.poll(() => Date.now(), { timeout: 30_000, intervals: [50] }).toBeGreaterThan(moment)

test('a page that is only read moves the idle end on: its answer brings the cookie', async ({ client, profile }) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password, { remember: true })
  await client.get('/')
  const first = expiresAt(await client.get('/api/session/expiry'))
  const old = client.with('sid', client.token)
  // Half-way: a slow machine has three seconds before the first end, and three between that and the next one.
  await past(first - 3_000)
  const page = await client.get('/')
  expect(page.status).toBe(200)
  expect(sids(page)).toHaveLength(1)
  expect(sids(page)[0]?.value).toMatch(storyOf(profile).token)
  expect(page.headers['cache-control']).toMatch(/no-store/)
  expect(expiresAt(await client.get('/api/session/expiry'))).toBeGreaterThan(first)
  await past(first)
  expect((await old.get('/api/session')).json(), 'the cookie from before').toMatchObject({ id: null, user: null })
  expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email } })
})

test('an answer to which the session itself sets a cookie ends with that one', async ({ client }) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password, { remember: true })
  const due = async () => past(expiresAt(await client.get('/api/session/expiry')) - 6_000 + 700)
  for (const [i, product] of [LAMP, KETTLE, NOTEBOOK].entries()) {
    await due()
    const added = await client.add(product.id)
    expect(added.status).toBe(200)
    expect(sids(added).length).toBeGreaterThan(0)
    expect(Object.keys(await client.cart())).toHaveLength(i + 1)
  }
  await due()
  expect((await client.signOut()).status).toBe(200)
  expect(client.token).toBeUndefined()
})

/** Signs in in the browser, to stay signed in. */
async function stay({ page }: Shopper, { email, password }: { email: string; password: string }) {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel(/Keep me signed in/).check()
  await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

test('the same in a browser: visits keep it alive beyond its first idle end', async ({ shopper, client }) => {
  await stay(shopper, await client.signUp())
  const began = Date.now()
  const tokens = new Set<string | undefined>()
  while (Date.now() < began + 6_300) {
    await shopper.visit('/search?query=nothing')
    tokens.add(await shopper.token())
    await past(Date.now() + 700)
  }
  await shopper.visit('/search?query=nothing')
  expect((await shopper.header()).user).toBe('E.')
  expect(tokens.size).toBeGreaterThan(2)
})

test('the same in a browser: an add counts, and a sign-out is one, though the session was due to slide', async ({ shopper, client }) => {
  await stay(shopper, await client.signUp())
  await past(Date.now() + 700)
  await shopper.add(LAMP.slug, 2)
  expect(await shopper.session()).toMatchObject({ cartCount: 2 })
  await past(Date.now() + 700)
  await shopper.signOut()
  expect(await shopper.token()).toBeUndefined()
  expect(await shopper.header()).toEqual({ user: null, count: 0 })
})

test('files and health checks bring no cookie', async ({ client }) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password, { remember: true })
  await past(Date.now() + 700)
  for (const path of ['/robots.txt', '/sitemap.xml', '/favicon.ico', '/api/livez', '/api/readyz', '/api/session/expiry'])
    expect(sids(await client.get(path)), path).toEqual([])
  expect(sids(await client.get('/api/products'))).toHaveLength(1)
})
