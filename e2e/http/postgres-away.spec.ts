import { expectAway, expectKept, expectSays, personalCalls, withinBound } from '../support/outage'
import { onEveryReplica } from '../support/replicas'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'

/** Two connections' time-outs: the session's and the shop's own. */
const BOUND_MS = 9_000

test('while Postgres hangs, which keeps sessions and shop, every answer comes soon and is honest, and afterwards all is there', async ({
  client,
  shopper,
  stack,
}) => {
  test.setTimeout(180_000)
  const account = await client.signUp()
  await client.add(KETTLE.id, 2)
  await client.signIn(account.email, account.password)
  const { csrfToken } = (await client.get('/api/auth/csrf')).json<{ csrfToken: string }>()
  await shopper.signIn(account)
  const token = await shopper.token()
  const pages = ['/', '/category/light', `/products/${LAMP.slug}`]
  for (const path of pages) await onEveryReplica(() => client.get(path)) // now each replica has them in its cache

  stack.pause('postgres')
  try {
    const { 'sign-in': _in, 'sign-out': _out, ...calls } = personalCalls(client, account, LAMP.id)
    const form = { ...account, csrfToken, json: 'true' }
    const all = {
      ...calls,
      'sign-in': () => client.send('POST', '/api/auth/callback/credentials', { form }),
      'sign-out': () => client.send('POST', '/api/auth/signout', { form }),
    }
    await Promise.all(Object.entries(all).map(([name, call]) => expectAway(name, call, BOUND_MS)))
    for (const path of pages) {
      const reply = await withinBound(path, () => client.get(path), BOUND_MS)
      expect([200, 503], path).toContain(reply.status)
      expectSays(reply, /Things that stay|Light|Dome lamp|fell over/, path)
      expectKept(reply, path)
    }
    for (const path of ['/cart', '/account']) {
      const reply = await withinBound(path, () => client.get(path), BOUND_MS)
      expectSays(reply, /We cannot reach your (cart|session)/, path)
      expect(reply.headers.location, path).toBeUndefined()
      expectKept(reply, path)
    }
    await shopper.page.goto('/account')
    await expect(shopper.page.getByRole('heading', { level: 1, name: /We cannot reach/ })).toBeVisible()
    expect(await shopper.token(), 'the browser kept its session').toBe(token)
  } finally {
    stack.resume('postgres')
  }

  const onAll = async () => [...(await onEveryReplica(() => client.get('/api/session'))).values()].map(({ status }) => status)
  await expect.poll(onAll, { timeout: 20_000 }).toEqual([200, 200, 200])
  expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email } })
  expect((await client.cart())[KETTLE.id]).toBe(2)
  await shopper.visit('/account')
  await expect(shopper.page.getByRole('heading', { name: /^Hello, / })).toBeVisible()
})
