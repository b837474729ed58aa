import type { Stack } from '../../infra/local/stack'
import { ALL_STORIES } from '../support/all-stories'
import { expectCatalogueOpenTo, expectCatalogueStaysOpen, visitCatalogue } from '../support/catalogue'
import { Client } from '../support/client'
import { expectAway } from '../support/outage'
import { KETTLE } from '../support/story'
import { expect, test } from '../support/test'

/** A connection's time-out and that of a query. */
const BOUND_MS = 9_000

const OUTAGES: { what: string; begin: (stack: Stack) => void | Promise<void>; end: (stack: Stack) => void | Promise<void> }[] = [
  { what: 'hangs', begin: (stack) => stack.pause('postgres'), end: (stack) => stack.resume('postgres') },
  { what: 'is gone', begin: (stack) => stack.takeDown('postgres'), end: (stack) => stack.bringBack('postgres') },
]

for (const { what, begin, end } of OUTAGES)
  test(`while Postgres ${what} and sessions are elsewhere, the catalogue is open and everybody stays signed in`, async ({
    client,
    stack,
  }) => {
    test.setTimeout(180_000)
    const account = await client.signUp()
    await client.add(KETTLE.id, 2)
    await client.signIn(account.email, account.password)
    const guest = new Client(stack.url)
    await visitCatalogue(guest)
    const token = client.token

    await begin(stack)
    try {
      await expectAway('orders', () => client.get('/api/orders'), BOUND_MS)
      // That it does not close as it grows old shows the hanging one, and postgres-away of a Postgres that is gone.
      await (what === 'hangs' || ALL_STORIES ? expectCatalogueStaysOpen : expectCatalogueOpenTo)([client, guest], BOUND_MS)
      expect(client.token).toBe(token)
    } finally {
      await end(stack)
    }

    const status = async () => (await client.get('/api/cart')).status
    await expect.poll(status, { timeout: 20_000 }).toBe(200)
    expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email }, cartCount: 2 })
  })
