import type { Client } from '../support/client'
import { KETTLE, LAMP, storyOf } from '../support/story'
import { expect, test } from '../support/test'
import { FIREFOX } from '../support/user-agent'

type Listed = { sessions: { id: string; device: string; network: string; isThis: boolean }[]; isComplete: boolean }

const listed = async (client: Client, call = {}) => (await client.get('/api/account/sessions', call)).json<Listed>()
const userOf = async (client: Client, call = {}) =>
  (await client.get('/api/session', call)).json<{ user: { email: string } | null }>().user?.email ?? null

/** A second browser of the same person; at the same replica, where that matters (a sticky mode's balancer keeps them apart otherwise). */
async function secondOf(client: Client, account: { email: string; password: string }, call = {}): Promise<Client> {
  const second = client.with('affinity', client.cookies.get('affinity')).copy()
  await second.signIn(account.email, account.password, call)
  return second
}

test('7.5.2: the user sees each session, and ends one', async ({ client, profile }) => {
  test.skip(!storyOf(profile).revocable, 'nobody can list or end what is in cookies; sealed/copies asserts that')
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  const firefox = { headers: { 'user-agent': FIREFOX } }
  const second = await secondOf(client, account, firefox)
  await second.add(LAMP.id, 2)
  const { sessions, isComplete } = await listed(client)
  expect(sessions.map(({ device, network, isThis }) => [device, network, isThis])).toEqual([
    ['Firefox on Linux', '127.0.0.0/16', false],
    ['Chrome on Linux', '127.0.0.0/16', true],
  ])
  expect(isComplete).toBe(profile === 'db' || profile === 'redis')

  const [other] = sessions
  expect((await client.delete(`/api/account/sessions/${other?.id}`)).status).toBe(204)
  expect(await userOf(second, firefox)).toBeNull()
  expect(await userOf(client)).toBe(account.email)
  expect((await client.delete(`/api/account/sessions/${other?.id}`)).status, 'once is enough').toBe(404)
  await client.signOut()
  await client.signIn(account.email, account.password)
  expect(await client.cart(), 'its cart waited in the account').toEqual({ [LAMP.id]: 2 })
})

test("7.5.2: nobody ends somebody else's", async ({ client, stack }) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  const [own] = (await listed(client)).sessions
  const stranger = client.with('affinity', client.cookies.get('affinity')).copy()
  const theirs = await stranger.signUp()
  await stranger.signIn(theirs.email, theirs.password)
  expect((await stranger.delete(`/api/account/sessions/${own?.id}`)).status).toBe(404)
  expect((await stranger.delete('/api/account/sessions')).json()).toEqual({ ended: 0 })
  expect(await userOf(client)).toBe(account.email)
  expect(stack.state().replicas.length).toBeGreaterThan(0)
})

test('7.4.3: a new password ends all other sessions at once, and all others can be ended without one', async ({ client, profile }) => {
  test.skip(!storyOf(profile).revocable, 'it ends no cookie, unless STATELESS_REVOCATION is db; sealed and sealed-revocable assert that')
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  await client.add(KETTLE.id)
  const others = [await secondOf(client, account), await secondOf(client, account)]
  for (const wrong of ['', 'not the password', undefined])
    expect((await client.patch('/api/account', { password: 'a better one', currentPassword: wrong })).status).toBe(422)
  for (const other of others) expect(await userOf(other)).toBe(account.email)
  const password = 'a better one than before'
  expect((await client.patch('/api/account', { password, currentPassword: account.password })).status).toBe(204)
  for (const other of others) expect(await userOf(other)).toBeNull()
  expect(await userOf(client)).toBe(account.email)
  expect(await client.cart()).toEqual({ [KETTLE.id]: 1 })
  expect((await others[0]?.signIn(account.email, account.password))?.status, 'the old password').toBe(401)

  const again = await secondOf(client, { ...account, password })
  expect(await userOf(again)).toBe(account.email)
  expect((await client.delete('/api/account/sessions')).json()).toEqual({ ended: 1 })
  expect(await userOf(again)).toBeNull()
  expect(await userOf(client)).toBe(account.email)
})

test('6.3.1: the current password cannot be guessed in a session that was left open either', async ({ client }) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  const guess = (guessed: string) => client.patch('/api/account', { password: 'a better one', currentPassword: guessed })
  const answers = await Promise.all(Array.from({ length: 14 }, (_, i) => guess(`guess number ${i}`)))
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter((status) => status === 422)).toHaveLength(10)
  expect(statuses.filter((status) => status === 429)).toHaveLength(4)
  const late = await guess(account.password)
  expect(late.status, 'also the right one, for a while').toBe(429)
  expect(Number(late.headers['retry-after'])).toBeGreaterThan(0)
  expect(await userOf(client)).toBe(account.email)
})

test('7.5.1: a new e-mail address needs the password, and is the one to sign in with', async ({ client }) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  const email = `new-${account.email}`
  expect((await client.patch('/api/account', { email, currentPassword: 'not the password' })).status).toBe(422)
  expect((await client.patch('/api/account', { email: 'demo@example.com', currentPassword: account.password })).status).toBe(409)
  expect((await client.patch('/api/account', { email, currentPassword: account.password })).status).toBe(204)
  expect(await userOf(client)).toBe(email)
  await client.signOut()
  expect((await client.signIn(account.email, account.password)).status).toBe(401)
  expect((await client.signIn(email, account.password)).status).toBe(200)
})

test('an account is deleted with the password only, and every session with it', async ({ client }) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  const second = await secondOf(client, account)
  expect((await client.send('DELETE', '/api/account', { body: { currentPassword: 'not the password' } })).status).toBe(422)
  const gone = await client.send('DELETE', '/api/account', { body: { currentPassword: account.password } })
  expect(gone.status).toBe(204)
  expect(gone.headers['clear-site-data']).toBe('"cache", "storage"')
  expect(client.token).toBeUndefined()
  expect(await userOf(second)).toBeNull()
  expect((await client.signIn(account.email, account.password)).status).toBe(401)
})

test('7.5, MAX_SESSIONS: the seventh sign-in ends the oldest session, also when several come at once', async ({ client, profile }) => {
  test.skip(!storyOf(profile).revocable, 'nobody can count what is in cookies')
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  const rest: Client[] = []
  for (let i = 0; i < 5; i++) rest.push(await secondOf(client, account))
  expect(await userOf(client)).toBe(account.email)
  rest.push(await secondOf(client, account))
  expect(await userOf(client), 'the oldest').toBeNull()
  for (const other of rest) expect(await userOf(other)).toBe(account.email)
  await Promise.all(Array.from({ length: 4 }, () => secondOf(rest[5] as Client, account)))
  expect((await listed(rest.at(-1) as Client)).sessions ?? []).toHaveLength(6)
})
