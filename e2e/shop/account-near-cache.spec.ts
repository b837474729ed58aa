import type { Stack } from '../../infra/local/stack'
import { sessions } from '../support/account-page'
import { expect, test } from '../support/page-test'
import { getFromEveryReplica } from '../support/replicas'
import { KETTLE, LAMP } from '../support/story'

/** More visits than it takes until the balancer has been to each replica. */
const VISITS = 6

/** How many reads of the mode `redis` each replica has answered from its memory. */
async function hits({ state }: Stack): Promise<number[]> {
  const texts = await Promise.all(state().replicas.map(async ({ address }) => (await fetch(`${address}/api/metrics`)).text()))
  return texts.map((text) => Number(/^hopcart_session_near_cache_hits_total\{mode="redis"\} (\d+)$/m.exec(text)?.[1]))
}
const total = (all: readonly number[]) => all.reduce((sum, each) => sum + each, 0)

test('where replicas read from their own memory, each shows what was done a moment ago, and soon nothing that has ended elsewhere', async ({
  page,
  client,
  shopper,
  stack,
}) => {
  const before = total(await hits(stack))
  const account = await client.signUp()
  await shopper.signIn(account)
  expect(await shopper.session()).toMatchObject({ user: { email: account.email }, cartCount: 0 })
  await client.signIn(account.email, account.password)
  for (let count = 1; count <= VISITS; count++) {
    await client.add(count % 2 ? KETTLE.id : LAMP.id)
    expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email }, cartCount: count })
  }
  // What it was shown last is in memory now wherever it was shown.
  for (const [replica, reply] of await getFromEveryReplica(stack, 'redis', client, '/api/cart'))
    expect(reply.json(), replica).toMatchObject({ count: VISITS })
  const shown = (await page.context().cookies()).filter(({ name }) => name.startsWith('seen-redis-sid-'))
  expect(shown, 'what the page has shown').not.toEqual([])

  await page.goto('/account')
  await sessions(page).getByRole('button', { name: 'Sign out all others' }).click()
  await expect(sessions(page).getByRole('status')).toHaveText('One session is signed out.')
  await expect(sessions(page).getByRole('article')).toHaveCount(1)
  await expect(async () => {
    for (const [replica, reply] of await getFromEveryReplica(stack, 'redis', client, '/api/session'))
      expect(reply.json(), replica).toMatchObject({ user: null, cartCount: 0 })
  }).toPass({ timeout: 5_000 })
  expect((await client.get('/api/orders')).status).toBe(401)
  expect(await shopper.session()).toMatchObject({ user: { email: account.email } })

  await expect(async () => {
    await page.goto('/cart')
    expect(total(await hits(stack)), 'some of it came from memory').toBeGreaterThan(before)
  }).toPass()
})
