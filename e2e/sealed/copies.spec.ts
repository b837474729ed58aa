import { NEW_PASSWORD, part } from '../support/account-page'
import { Client } from '../support/client'
import { operate } from '../support/operator'
import { LAMP, storyOf } from '../support/story'
import { expect, test } from '../support/test'

/* Nothing reaches a sealed session that is out: the page says so, and these stories show it. */

const emailOf = async (client: Client) => (await client.get('/api/session')).json<{ user: { email: string } | null }>().user?.email ?? null

test('a copied cookie is alive after sign-out, after "sign out all others" and after a new password; the account page says so', async ({
  client,
  shopper,
  profile,
}) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  expect(client.token).toMatch(storyOf(profile).token)
  const copy = client.with('sid', client.token)
  const other = client.copy()
  await other.signIn(account.email, account.password)

  const listed = (await client.get('/api/account/sessions')).json<{
    sessions: { isThis: boolean }[]
    isComplete: boolean
    others: string
  }>()
  expect(listed).toMatchObject({ sessions: [{ isThis: true }], isComplete: false, others: 'out-of-reach' })
  expect((await client.delete('/api/account/sessions')).json()).toEqual({ ended: 0 })
  const password = 'a better one than before'
  expect((await client.patch('/api/account', { password, currentPassword: account.password })).status).toBe(204)
  for (const each of [copy, other, client]) expect(await emailOf(each)).toBe(account.email)
  await client.signOut()
  expect(await emailOf(client)).toBeNull()
  expect(await emailOf(copy)).toBe(account.email)
  expect((await new Client(client.url).signIn(account.email, account.password)).status, 'the old password is over even so').toBe(401)

  await shopper.signIn({ ...account, password })
  await shopper.visit('/account')
  const panel = shopper.page.getByRole('region', { name: 'Where you are signed in' })
  await expect(panel).toContainText('It can neither list your other sessions nor end them')
  await expect(panel.getByRole('article')).toHaveCount(1)
  await expect(panel.getByRole('button')).toHaveCount(0)

  const form = part(shopper.page, 'Change password')
  await form.locator('summary').click()
  await expect(form).toContainText('other sessions go on to their own end')
  await form.getByLabel('Current password', { exact: true }).fill(password)
  await form.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD)
  await form.getByRole('button', { name: 'Save password' }).click()
  await expect(shopper.page.getByText('In this mode it ends no other session')).toBeVisible()
  expect(await emailOf(copy)).toBe(account.email)
})

test('an operator sees none of them and can end none, and the command says so in numbers', async ({ client, stack }) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  const { id } = (await client.get('/api/session')).json<{ id: string }>()
  expect(id).toMatch(/^[\w-]{8}\.[\w-]{43}$/)
  expect(client.token).not.toContain(id.slice(9))
  expect(await operate(stack, 'sessions', 'list', '--user', account.email)).toMatchObject({ stdout: `${account.email} has no session.\n` })
  expect((await operate(stack, 'sessions', 'end', id)).exitCode).toBe(1)
  const all = await operate(stack, 'sessions', 'end-all', '--user', account.email)
  expect(all.stdout).toContain(`${account.email}: 0 sessions ended`)
  expect(await emailOf(client)).toBe(account.email)
})

test('there is nothing that could be away: all replicas stop at once, and everybody is as they were', async ({ client, stack }) => {
  const account = await client.signUp()
  await client.add(LAMP.id, 2)
  await client.signIn(account.email, account.password)
  const before = stack.state().replicas.map(({ pid }) => pid)
  for (const { name } of stack.state().replicas) stack.kill(name, 'SIGKILL')
  await expect
    .poll(() => stack.state().replicas.filter(({ pid }, i) => pid !== null && pid !== before[i]).length, { timeout: 30_000 })
    .toBe(before.length)
  await expect(async () => expect(await emailOf(client)).toBe(account.email)).toPass({ timeout: 30_000 })
  expect(await client.cart()).toEqual({ [LAMP.id]: 2 })
})
