import type { Client } from '../support/client'
import { operate } from '../support/operator'
import { getFromEveryReplica } from '../support/replicas'
import { LAMP } from '../support/story'
import { expect, test } from '../support/test'

/* STATELESS_REVOCATION=db: what was sealed before an end is nobody's, by the generation of the account. */

const emailOf = async (client: Client) => (await client.get('/api/session')).json<{ user: { email: string } | null }>().user?.email ?? null

test('"sign out all others" ends every other cookie on every replica at once, and this browser goes on', async ({
  shopper,
  client,
  stack,
  profile,
}) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  await client.add(LAMP.id)
  const copy = client.with('sid', client.token)
  await shopper.signIn(account)
  await shopper.visit('/account')
  const panel = shopper.page.getByRole('region', { name: 'Where you are signed in' })
  await expect(panel).toContainText('All others can be ended together')
  await panel.getByRole('button', { name: 'Sign out all others' }).click()
  await expect(panel).toContainText('Whatever else was signed in is signed out.')
  expect((await shopper.header()).user).toBe('E.')
  for (const [replica, reply] of await getFromEveryReplica(stack, profile, copy, '/api/session'))
    expect(reply.json(), replica).toMatchObject({ user: null })
  expect(await emailOf(client)).toBeNull()
})

test('so do a new password, and an operator', async ({ client, stack }) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  const copy = client.with('sid', client.token)
  const password = 'a better one than before'
  expect((await client.patch('/api/account', { password, currentPassword: account.password })).status).toBe(204)
  expect(await emailOf(copy)).toBeNull()
  expect(await emailOf(client)).toBe(account.email)
  expect((await operate(stack, 'sessions', 'end-all', '--user', account.email)).exitCode).toBe(0)
  expect(await emailOf(client)).toBeNull()
})
