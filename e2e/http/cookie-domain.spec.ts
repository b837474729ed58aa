import { Client } from '../support/client'
import { setCookies } from '../support/problem'
import { KETTLE } from '../support/story'
import { expect, test } from '../support/test'
import { COOKIE_DOMAIN } from '../support/travel'

/** As a browser at that host asks. */
const at = (host: string, scheme = 'http') => ({ headers: { host, origin: `${scheme}://${host}` } })
const [SHOP, WWW] = [`shop.${COOKIE_DOMAIN}`, `www.${COOKIE_DOMAIN}`]

test('one sign-in for all hosts of COOKIE_DOMAIN, under a name of its own, and signed out at all of them', async ({ client, stack }) => {
  const account = await client.signUp()
  const browser = new Client(stack.url)
  const added = await browser.post('/api/cart/lines', { productId: KETTLE.id, quantity: 2 }, at(SHOP))
  const [cookie] = setCookies(added)
  expect([cookie?.name, cookie?.attributes.get('domain'), cookie?.attributes.has('httponly')]).toEqual(['site-sid', COOKIE_DOMAIN, true])
  expect((await browser.signIn(account.email, account.password, at(SHOP))).status).toBe(200)
  for (const host of [SHOP, WWW, COOKIE_DOMAIN, `${WWW}:8443`])
    expect((await browser.get('/api/session', at(host))).json(), host).toMatchObject({ user: { email: account.email }, cartCount: 2 })
  expect((await browser.post('/api/cart/lines', { productId: KETTLE.id, quantity: 1 }, at(WWW))).status).toBe(200)
  const foreign = { headers: { host: WWW, origin: `http://${SHOP}` } }
  expect((await browser.post('/api/cart/lines', { productId: KETTLE.id, quantity: 1 }, foreign)).status, 'each host for itself').toBe(403)

  const out = await browser.send('POST', '/sign-out', { form: {}, ...at(WWW) })
  expect(setCookies(out).map(({ name, value, attributes }) => [name, value, attributes.get('domain')])).toContainEqual([
    'site-sid',
    '',
    COOKIE_DOMAIN,
  ])
})

test('elsewhere the cookie is for the one host, and neither name is read in the place of the other', async ({ client, stack }) => {
  await client.add(KETTLE.id)
  expect([...client.cookies.keys()], 'localhost is not within it').toEqual(['sid'])
  for (const host of [`evil${COOKIE_DOMAIN}`, `${COOKIE_DOMAIN}.evil.example`, '127.0.0.1']) {
    const added = await new Client(stack.url).post('/api/cart/lines', { productId: KETTLE.id, quantity: 1 }, at(host))
    expect(
      setCookies(added).map(({ name, attributes }) => [name, attributes.has('domain')]),
      host,
    ).toEqual([['sid', false]])
  }
  expect((await client.get('/api/session', at(SHOP))).json(), 'from before it was switched on').toMatchObject({ id: null })
  const shared = client.with('site-sid', client.token)
  expect((await shared.get('/api/session')).json(), 'or after it was switched off').toMatchObject({ id: null })
  expect((await shared.get('/api/session', at(SHOP))).json()).toMatchObject({ cartCount: 1 })
})
