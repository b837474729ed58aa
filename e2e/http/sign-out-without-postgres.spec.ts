import type { Client, Reply } from '../support/client'
import { expectAway, expectKept, expectSays, withinBound } from '../support/outage'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'

/** The shop's own time-out to Postgres, twice at most. */
const BOUND_MS = 13_000

type Account = { email: string; password: string }

function csrf(client: Client): Promise<string> {
  return client.get('/api/auth/csrf').then((reply) => reply.json<{ csrfToken: string }>().csrfToken)
}

test('with Postgres away nobody is signed out at the price of the cart: 503, still signed in; afterwards the cart waits in the account', async ({
  client,
  stack,
}) => {
  test.setTimeout(120_000)
  const [account, other]: [Account, Account] = [await client.signUp(), await client.signUp()]
  await client.signIn(account.email, account.password)
  await client.add(KETTLE.id, 2)
  const form = { csrfToken: await csrf(client), json: 'true' }
  const leave = () => client.send('POST', '/api/auth/signout', { form })
  const enterAsOther = () => client.send('POST', '/api/auth/callback/credentials', { form: { ...form, ...other } })
  const { token } = client
  let byForm: Reply

  stack.pause('postgres')
  try {
    await expectAway('sign-out', leave, BOUND_MS)
    byForm = await withinBound('sign-out by form', () => client.send('POST', '/sign-out', { form: {} }), BOUND_MS)
    expectKept(byForm, 'sign-out by form')
    await expectAway('sign-in as somebody else', enterAsOther, BOUND_MS)
    expectKept(await client.get('/api/auth/csrf'), 'any call')
    expect(client.token).toBe(token)
  } finally {
    stack.resume('postgres')
  }

  const again = async () => (await client.get('/api/session')).status
  await expect.poll(again, { timeout: 20_000 }).toBe(200)
  expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email }, cartCount: 2 })
  expect(byForm.status).toBe(303)
  expect(byForm.headers['clear-site-data']).toBeUndefined()
  expect(byForm.headers.location).toMatch(/^\/account\?refused=/)
  expectSays(await client.get(`${byForm.headers.location}`), /You are still signed in\s+The shop is unavailable/, 'the account page')
  expect((await leave()).status).toBe(200)
  expect(client.token).toBeUndefined()
  await client.signIn(account.email, account.password)
  expect(await client.cart(), 'kept once, though it was tried twice').toEqual({ [KETTLE.id]: 2 })

  await client.add(LAMP.id)
  expect((await client.signIn(other.email, other.password)).status).toBe(200)
  expect(await client.cart()).toEqual({})
  await client.signIn(account.email, account.password)
  expect(await client.cart()).toEqual({ [KETTLE.id]: 2, [LAMP.id]: 1 })
})

test('a guest who signs out keeps the cart', async ({ client }) => {
  await client.add(KETTLE.id)
  const { token } = client
  expect((await client.signOut()).status).toBe(200)
  expect(client.token).toBe(token)
  expect(await client.cart()).toEqual({ [KETTLE.id]: 1 })
})
