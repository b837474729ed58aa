import { getFromEveryReplica } from '../support/replicas'
import { KETTLE, LAMP, storyOf } from '../support/story'
import { expect, test } from '../support/test'

test('sign-out on one replica is sign-out on all, and the cart waits in the account', async ({ shopper, client, profile, stack }) => {
  const story = storyOf(profile)
  test.skip(!story.consistent, 'one browser is not even consistent without a fault; guest-to-signed-in asserts that')
  const account = await client.signUp()
  await shopper.signIn(account)
  await shopper.add(LAMP.slug)
  await shopper.add(KETTLE.slug, 3)
  const token = await shopper.token()
  await shopper.signOut()
  expect(await shopper.header()).toEqual({ user: null, count: 0 })

  const stolen = client.with('sid', token)
  const replies = await getFromEveryReplica(stack, profile, stolen, '/api/session')
  // Where sessions are in their cookies, a copy is alive until its end: the browser has only forgotten its own.
  const left = story.revocable ? { user: null, cartCount: 0 } : { user: { email: account.email }, cartCount: 4 }
  for (const [replica, reply] of replies) expect(reply.json(), replica).toMatchObject(left)
  for (const [replica, reply] of await getFromEveryReplica(stack, profile, stolen, '/api/orders'))
    expect(reply.status, replica).toBe(story.revocable ? 401 : 200)

  await shopper.signIn(account)
  expect(await shopper.cart()).toEqual({ [LAMP.name]: 1, [KETTLE.name]: 3 })
})

test('adds that race a sign-out never bring the session back, and every acknowledged one is in the saved cart or in the new guest session', async ({
  client,
  profile,
  stack,
}) => {
  test.skip(!storyOf(profile).consistent, 'one client is not even consistent without a fault')
  test.skip(!storyOf(profile).revocable, 'an add that is answered after the sign-out brings it back; sealed/two-tabs asserts that')
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  await client.add(KETTLE.id)
  const racer = client.copy()
  const old = client.token
  const work = Array.from({ length: 20 }, () => racer.copy().add(LAMP.id))
  const out = client.signOut()
  const answers = await Promise.all(work)
  expect(await out).toMatchObject({ status: 200, headers: { 'clear-site-data': '"cache", "storage"' } })
  for (const reply of answers) expect(reply.status).toBe(200)
  const kept = answers.filter((reply) => !reply.headers['set-cookie']?.some((cookie) => /sid=/.test(cookie))).length

  const replay = racer.with('sid', old)
  for (const reply of (await getFromEveryReplica(stack, profile, replay, '/api/session')).values())
    expect(reply.json()).toMatchObject({ user: null, cartCount: 0 })
  await client.signIn(account.email, account.password)
  expect(await client.cart()).toEqual({ [KETTLE.id]: 1, ...(kept ? { [LAMP.id]: kept } : {}) })
})
