import type { Client } from '../support/client'
import { KETTLE, storyOf } from '../support/story'
import { expect, test } from '../support/test'

/* Kept sessions live for 6 s without a request and 12 s in all here, and their token is renewed when it is 2 s old (support/test.ts). */

type Shown = { user: { email: string } | null; id: string | null; expiresAt: string | null; createdAt: string }

const shown = async (client: Client) => (await client.get('/api/session')).json<Shown>()

/** Waits until a moment has passed by this clock, which is the servers'. */
const past = (moment: number) => expect.poll(() => Date.now(), { timeout: 30_000 }).toBeGreaterThan(moment)

async function kept(client: Client): Promise<{ email: string; password: string }> {
  const account = await client.signUp()
  await client.signIn(account.email, account.password, { remember: true })
  return account
}

test('7.3.1: an idle session ends, whatever its cookie says; asking when does not keep it alive', async ({ client }) => {
  await kept(client)
  const { expiresAt } = await shown(client)
  const end = Date.parse(expiresAt ?? '')
  expect(end - Date.now()).toBeGreaterThan(0)
  while (Date.now() < end - 1_000) {
    const asked = (await client.get('/api/session/expiry')).json<{ expiresAt: string | null }>()
    expect(asked.expiresAt).toBe(expiresAt)
    await past(Date.now() + 400)
  }
  await past(end)
  expect(await shown(client)).toMatchObject({ user: null, id: null })
  expect((await client.get('/api/orders')).status).toBe(401)
})

test('7.3.1: a request in time keeps it alive', async ({ client }) => {
  const { email } = await kept(client)
  const first = await shown(client)
  await past(Date.parse(first.expiresAt ?? '') - 2_500)
  const stayed = (await client.post('/api/session', undefined)).json<{ expiresAt: string }>()
  expect(Date.parse(stayed.expiresAt)).toBeGreaterThan(Date.parse(first.expiresAt ?? ''))
  await past(Date.parse(first.expiresAt ?? ''))
  expect(await shown(client)).toMatchObject({ user: { email } })
})

test('7.3.2: however busy, it ends for good; and renewing its token does not put that off', async ({ client }) => {
  test.slow()
  await kept(client)
  const began = Date.parse((await shown(client)).createdAt)
  const tokens = new Set([client.token])
  let last = await shown(client)
  while (last.user !== null) {
    expect(Date.now()).toBeLessThan(began + 14_000)
    await client.post('/api/session', undefined)
    tokens.add(client.token)
    await past(Date.now() + 500)
    last = await shown(client)
  }
  expect(Date.now()).toBeGreaterThanOrEqual(began + 12_000)
  expect(tokens.size, 'it was renewed meanwhile').toBeGreaterThan(2)
})

test('renewal: twenty requests at once across it, and nobody is signed out', async ({ client, profile }) => {
  const { email } = await kept(client)
  await client.add(KETTLE.id, 2)
  const old = client.token
  const { createdAt } = await shown(client)
  await past(Date.parse(createdAt) + 2_500)
  const tabs = Array.from({ length: 20 }, () => client.copy())
  const answers = await Promise.all(tabs.map((tab, i) => (i % 2 ? tab.post('/api/session', undefined) : tab.get('/api/session'))))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  for (const [i, answer] of answers.entries()) if (i % 2 === 0) expect(answer.json()).toMatchObject({ user: { email }, cartCount: 2 })
  const fresh = new Set(tabs.map(({ token }) => token).filter((token) => token !== old))
  if (storyOf(profile).revocable) expect(fresh.size, 'all that got a new token got the same').toBe(1)
  else expect(fresh.size, 'each has a cookie of its own').toBe(20)
  for (const tab of tabs)
    expect(await shown(tab), 'the old token works for those under way').toMatchObject({ user: { email }, cartCount: 2 })
})
