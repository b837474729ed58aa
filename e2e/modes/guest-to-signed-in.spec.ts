import type { Reply } from '../support/client'
import { getFromEveryReplica } from '../support/replicas'
import type { Shopper } from '../support/shopper'
import { KETTLE, LAMP, storyOf } from '../support/story'
import { expect, test } from '../support/test'

const VISITS = 30

test('a guest fills the cart and signs in: cart kept, token changed, old token dead where it can be; then 30 visits show what the mode is worth', async ({
  shopper,
  client,
  profile,
  stack,
}) => {
  test.slow() // ten whole pages
  const story = storyOf(profile)
  const account = await client.signUp()
  await shopper.add(LAMP.slug, 2)
  await shopper.add(KETTLE.slug)
  const guestToken = await shopper.token()
  expect(guestToken).toMatch(story.token)
  await shopper.signIn(account)
  const token = await shopper.token()
  expect(token).toMatch(story.token)
  expect(token).not.toBe(guestToken)
  // Without a shared store or affinity the sign-in may have reached a replica that never knew the guest.
  if (story.consistent) {
    const replies = await getFromEveryReplica(stack, profile, client.with('sid', guestToken), '/api/session')
    expect([...replies.keys()].sort()).toEqual(['web-1', 'web-2', 'web-3'])
    for (const [replica, reply] of replies) expect(seen(reply), replica).toEqual({ user: null, cartCount: story.revocable ? 0 : 3 })
  }

  const visits: Visit[] = []
  for (let visit = 0; visit < VISITS; visit++) {
    // This is about who answers: one in three is a page, and a light one at that; the others are what the browser asks without drawing anything.
    visits.push(visit % 3 === 0 ? await seePage(shopper, visit % 10 === 0 ? '/' : `/search?query=nothing-${visit}`) : await ask(shopper))
  }
  const replicas = new Set(visits.map(({ replica }) => replica))
  const right = visits.filter(({ user, count }) => user === 'E.' && count === 3)
  if (story.consistent) {
    expect(replicas.size).toBe(story.sticks ? 1 : 3)
    expect(right).toHaveLength(VISITS)
    expect(await shopper.cart()).toEqual({ [LAMP.name]: 2, [KETTLE.name]: 1 })
  } else {
    expect(replicas.size).toBe(3)
    const wrong = visits.filter(({ user, count }) => user === null || count !== 3)
    expect(wrong.length, 'the problem that this mode is there to show').toBeGreaterThan(0)
  }
})

type Visit = { replica: string; user: string | null; count: number }

async function seePage(shopper: Shopper, path: string): Promise<Visit> {
  const { replica } = await shopper.visit(path)
  return { replica, ...(await shopper.header()) }
}

async function ask(shopper: Shopper): Promise<Visit> {
  const { replica, user, cartCount } = await shopper.session()
  return { replica, user: user && 'E.', count: cartCount }
}

function seen(reply: Reply) {
  const { user, cartCount } = reply.json<{ user: unknown; cartCount: number }>()
  return { user, cartCount }
}
