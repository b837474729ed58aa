import type { Reply } from '../support/client'
import { setCookies } from '../support/problem'
import { KETTLE, LAMP, NOTEBOOK, storyOf } from '../support/story'
import { expect, test } from '../support/test'

/* What proxy.ts does for a session that is in its cookie. Kept sessions live for 6 s without a request here, and so slide every 600 ms. */

test.skip(Boolean(process.env.HOPCART_COMPOSE), 'sessions live long in containers')

const sids = (reply: Reply) => setCookies(reply).filter(({ name }) => name === 'sid')
const expiresAt = (reply: Reply) => Date.parse(reply.json<{ expiresAt: string }>().expiresAt)
const past = (moment: number) => expect.poll(() => Date.now(), { timeout: 30_000 }).toBeGreaterThan(moment)

test('a page that is only read moves the idle end on: its answer brings the cookie, at most once in an interval', async ({
  client,
  profile,
}) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password, { remember: true })
  await client.get('/')
  const first = expiresAt(await client.get('/api/session/expiry'))
  const old = client.with('sid', client.token)
  expect(sids(await client.get('/')), 'not yet').toEqual([])
  await past(first - 6_000 + 700)
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

test('the same in a browser: pages, forms and the sign-out', async ({ shopper, client }) => {
  const account = await client.signUp()
  const { page } = shopper
  await shopper.visit('/sign-in')
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await page.getByLabel(/Keep me signed in/).check()
  await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  const began = Date.now()
  const tokens = new Set<string | undefined>()
  for (let visit = 0; Date.now() < began + 7_500; visit++) {
    await shopper.visit(visit % 2 ? '/' : '/search?query=nothing')
    tokens.add(await shopper.token())
    expect((await shopper.header()).user, 'alive beyond its first idle end').toBe('E.')
    await past(Date.now() + 400)
  }
  expect(tokens.size).toBeGreaterThan(2)
  await shopper.add(LAMP.slug, 2)
  expect(await shopper.cart()).toEqual({ [LAMP.name]: 2 })
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
