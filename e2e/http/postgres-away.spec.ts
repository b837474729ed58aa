import { expectCatalogueOpen, expectCatalogueStaysOpen, visitCatalogue } from '../support/catalogue'
import { Client } from '../support/client'
import {
  expectAway,
  expectKept,
  expectNoWait,
  expectRefused,
  expectSays,
  refusedCalls,
  untilKnownAway,
  untilServedByAll,
  withinBound,
} from '../support/outage'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'

/** The session's store refuses at once when it is known to be away; the shop's own connections have their time-outs. */
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
  await visitCatalogue(client)

  stack.pause('postgres')
  try {
    await untilKnownAway(client)
    const calls = refusedCalls(client, { account, csrfToken, productId: LAMP.id })
    expectNoWait(await Promise.all(calls.map((each) => expectRefused(each, BOUND_MS))))
    await expectCatalogueOpen(client, BOUND_MS)
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

  await untilServedByAll(client, 20_000)
  expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email } })
  expect((await client.cart())[KETTLE.id]).toBe(2)
  await shopper.visit('/account')
  await expect(shopper.page.getByRole('heading', { name: /^Hello, / })).toBeVisible()
})

test('while Postgres is gone the catalogue is open for everybody, also when what is cached has grown old', async ({ client, stack }) => {
  test.setTimeout(120_000)
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  const guest = new Client(stack.url)
  await visitCatalogue(guest)
  await stack.takeDown('postgres')
  try {
    await expectAway('session', () => client.get('/api/session'), BOUND_MS)
    await expectCatalogueStaysOpen([client, guest], 2_500)
  } finally {
    await stack.bringBack('postgres')
  }
  await untilServedByAll(client, 20_000)
})
