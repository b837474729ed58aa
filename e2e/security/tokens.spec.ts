import { randomUUID } from 'node:crypto'
import type { Client, Reply } from '../support/client'
import { onEveryReplica } from '../support/replicas'
import { KETTLE, LAMP, storyOf } from '../support/story'
import { expect, test } from '../support/test'

/** What every replica says of a client's cookies. */
async function everywhere(replicas: number, client: Client): Promise<[replica: string, reply: Reply][]> {
  // A copy without the balancer's cookie: a stolen token comes without it.
  return [...(await onEveryReplica(() => client.get('/api/session'), replicas))]
}

/** A client that sends a token, and no cookie of the balancer that would keep it at one replica. */
const bearer = (client: Client, token: string | undefined) => client.with('sid', token)

test('7.2.1: a forged, truncated or foreign token is no session, on every replica', async ({ client, replicas }) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  const [tag = '', secret = ''] = client.token?.split('.') ?? []
  const forged = [`${tag}.${'A'.repeat(43)}`, `${tag}.${secret.slice(0, 20)}`, `AAAAAAAA.${secret}`, secret, `${tag}.${secret}A`]
  const whole = client.token ?? ''
  forged.push(`${whole.slice(0, -8)}AAAAAAAA`, whole.slice(0, -1), `${whole}A`, `AAAAAAAA${whole.slice(8)}`)
  for (const token of forged)
    for (const [replica, reply] of await everywhere(replicas, bearer(client, token)))
      expect(reply.json(), `${token.length} characters, ${replica}`).toMatchObject({ id: null, user: null, cartCount: 0 })
})

test('7.2.4: signing in, and a new password, give a new token; the old one is dead on every replica', async ({
  client,
  replicas,
  profile,
}) => {
  const account = await client.signUp()
  await client.add(KETTLE.id, 2)
  const guest = client.token
  await client.signIn(account.email, account.password)
  const signedIn = client.token
  expect(signedIn).not.toBe(guest)
  expect(await client.cart(), 'the cart is kept').toEqual({ [KETTLE.id]: 2 })

  const changed = await client.patch('/api/account', { password: 'a better one than before', currentPassword: account.password })
  expect(changed.status).toBe(204)
  expect(client.token).not.toBe(signedIn)
  expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email }, cartCount: 2 })
  for (const old of [guest, signedIn])
    for (const [replica, reply] of await everywhere(replicas, bearer(client, old)))
      if (storyOf(profile).revocable) expect(reply.json(), replica).toMatchObject({ id: null, user: null, cartCount: 0 })
      else expect(reply.json(), `${replica}: in a cookie it goes on`).toMatchObject({ cartCount: 2 })
})

test('7.2.4: so does opening an account in the browser', async ({ shopper, replicas, client, profile }) => {
  await shopper.add(LAMP.slug)
  const guest = await shopper.token()
  const { page } = shopper
  await shopper.visit('/sign-up')
  await page.getByLabel('Name').fill('E. Tester')
  await page.getByLabel('E-mail').fill(`${randomUUID()}@example.com`)
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await page.getByRole('main').getByRole('button', { name: 'Open an account' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-up'))
  expect(await shopper.token()).not.toBe(guest)
  expect(await shopper.session()).toMatchObject({ cartCount: 1, user: { name: 'E. Tester' } })
  const left = storyOf(profile).revocable ? { id: null, user: null, cartCount: 0 } : { user: null, cartCount: 1 }
  for (const [replica, reply] of await everywhere(replicas, bearer(client, guest))) expect(reply.json(), replica).toMatchObject(left)
})

test('3.3: no session id in an address is followed, and none is ever in one', async ({ client }) => {
  const account = await client.signUp()
  const signedIn = await client.signIn(account.email, account.password)
  expect(signedIn.text).not.toContain(client.token ?? '-')
  const stranger = client.with('nothing', undefined)
  expect((await stranger.get(`/api/session?session=${client.token}`)).json(), 'an address').toMatchObject({ id: null, user: null })
  // Under the name of the cookie, or that of RFC 6750, somebody means it, and is told.
  for (const name of ['sid', 'access_token']) {
    const reply = await stranger.get(`/api/session?${name}=${client.token}`)
    expect([reply.status, reply.json().code], name).toEqual([400, 'token-in-address'])
  }
})
