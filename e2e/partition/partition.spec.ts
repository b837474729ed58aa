import { randomUUID } from 'node:crypto'
import { LAB, modeOf } from '../../sessions/modes'
import { Client } from '../support/client'
import { getFromEveryReplica } from '../support/replicas'
import { KETTLE, LAMP, NOTEBOOK } from '../support/story'
import { at, CUT_OFF, expect, test, untilLost } from './partition-test'

const ADDS = 40
const PRODUCTS = [LAMP.id, NOTEBOOK.id]

/** What is there of what was asked for: how many are missing, and how many are there too often. */
function compare(asked: Record<string, number>, there: Record<string, number>): { lost: number; doubled: number } {
  const beyond = (most: Record<string, number>, least: Record<string, number>) =>
    Object.entries(most).reduce((sum, [id, count]) => sum + Math.max(0, count - (least[id] ?? 0)), 0)
  return { lost: beyond(asked, there), doubled: beyond(there, asked) }
}

test('a replica cut off from the others goes on as its mode promises; afterwards nothing acknowledged is lost or doubled, nobody is signed out, and nothing ended is back', async ({
  client,
  network,
  stack,
  profile,
}) => {
  const mode = modeOf(profile === LAB.name ? LAB.defaultMode : profile)
  test.skip(mode.store !== 'replicated' && mode.store !== 'primary-backup', 'replicas keep nothing among themselves')
  test.setTimeout(300_000)
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  const token = client.token
  const other = new Client(client.url)
  await other.signIn(account.email, account.password)
  const signedIn = other.token
  for (const product of [...PRODUCTS, KETTLE.id]) expect((await client.add(product)).status).toBe(200)

  const asked: Record<string, number> = Object.fromEntries(PRODUCTS.map((id) => [id, 1]))
  const acknowledgedBy = new Set<string>()
  const open: { id: string; key: string }[] = []
  /** What is not acknowledged may have happened: the same key later asks for it once more, and it counts once. */
  const add = async (id: string, key: string): Promise<boolean> => {
    const reply = await client.add(id, 1, key)
    if (reply.status !== 200) expect(reply.status, reply.text).toBe(503)
    else acknowledgedBy.add(reply.replica)
    return reply.status === 200
  }
  let removed = false
  let ended = false
  network.cut(CUT_OFF)
  try {
    for (let round = 0; round < ADDS; round++) {
      const [id, key] = [PRODUCTS[round % PRODUCTS.length] as string, randomUUID()]
      asked[id] = (asked[id] ?? 0) + 1
      if (!(await add(id, key))) open.push({ id, key })
      if (round === ADDS / 2) {
        // Until here the replicas wait for each other; from here on each side knows that it is alone.
        await untilLost(stack)
        removed = (await client.delete(`/api/cart/lines/${KETTLE.id}`)).status === 200
        ended = (await other.signOut()).status === 200
      }
    }
  } finally {
    network.mend(CUT_OFF)
  }
  expect(acknowledgedBy.size, 'who is connected goes on').toBeGreaterThanOrEqual(2)
  if (mode.promise.whenCutOff === 'merges') expect([...acknowledgedBy].sort(), 'both sides go on').toEqual(['web-1', 'web-2', CUT_OFF])

  for (const { id, key } of open) await expect.poll(() => add(id, key), { timeout: 30_000 }).toBe(true)
  if (!removed) await expect.poll(async () => (await client.delete(`/api/cart/lines/${KETTLE.id}`)).status, { timeout: 30_000 }).toBe(200)
  if (!ended) await expect.poll(async () => (await other.signOut()).status, { timeout: 30_000 }).toBe(200)
  for (const { name, address } of stack.state().replicas)
    await expect
      // Who has just come back may refuse for a moment: it catches up first.
      .poll(
        async () =>
          at(address, client)
            .cart()
            .then((cart) => compare(asked, cart), String),
        { message: `through ${name}`, timeout: 60_000 },
      )
      .toEqual({ lost: 0, doubled: 0 })
  expect(client.token, 'no answer took the cookie away, or gave another').toBe(token)
  for (const [replica, reply] of await getFromEveryReplica(stack, profile, client, '/api/session'))
    expect(reply.json(), `signed in, through ${replica}`).toMatchObject({ user: { email: account.email } })
  for (const [replica, reply] of await getFromEveryReplica(stack, profile, client.with('sid', signedIn), '/api/session'))
    expect(reply.json(), `signed out, through ${replica}`).toMatchObject({ user: null, cartCount: 0 })
})
