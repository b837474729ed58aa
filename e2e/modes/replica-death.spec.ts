import { randomUUID } from 'node:crypto'
import { untilBack } from '../support/replicas'
import { KETTLE, LAMP, storyOf } from '../support/story'
import { expect, test } from '../support/test'

test('the replica that served the shopper is killed mid-visit', async ({ shopper, client, profile, stack }) => {
  const story = storyOf(profile)
  test.skip(!story.consistent, 'one browser is not even consistent without a fault; guest-to-signed-in asserts that')
  const account = await client.signUp()
  await shopper.add(LAMP.slug, 2)
  await shopper.add(KETTLE.slug)
  await shopper.signIn(account)
  const { replica } = await shopper.visit('/')
  expect(await shopper.header()).toEqual({ user: 'E.', count: 3 })

  const before = stack.state().replicas.find(({ name }) => name === replica)
  if (!before) throw new Error(`no replica ${replica} in ${JSON.stringify(stack.state())}`)
  stack.kill(before.name, 'SIGKILL')

  const after = await shopper.visit('/category/light')
  expect(after.response.status()).toBe(200)
  expect(await shopper.header()).toEqual(story.survivesReplicaCrash ? { user: 'E.', count: 3 } : { user: null, count: 0 })
  if (story.survivesReplicaCrash) expect(await shopper.cart()).toEqual({ [LAMP.name]: 2, [KETTLE.name]: 1 })
  await untilBack(stack, profile, before)
})

test('no reading is lost while a replica dies, and no acknowledged add where the mode promises it', async ({ client, profile, stack }) => {
  const story = storyOf(profile)
  test.skip(!story.consistent, 'one client is not even consistent without a fault')
  await client.add(KETTLE.id)
  const { replica } = await client.get('/api/session')
  const victim = stack.state().replicas.find(({ name }) => name === replica)
  if (!victim) throw new Error(`no replica ${replica}`)
  let acknowledged = 1
  let refused = 0
  for (let round = 0; round < 60; round++) {
    if (round === 20) stack.kill(victim.name, 'SIGKILL')
    const page = await client.get(round % 2 ? '/api/products' : '/')
    expect(page.status, `reading ${round}`).toBe(200)
    // The key makes a retry safe: the balancer may send it to another replica, and so may we.
    const key = randomUUID()
    let reply = await client.add(KETTLE.id, 1, key)
    if (reply.status !== 200) reply = await client.add(KETTLE.id, 1, key)
    if (reply.status === 200) acknowledged++
    else refused++
  }
  expect(refused).toBe(0)
  const { [KETTLE.id]: present = 0 } = await client.cart()
  if (story.survivesReplicaCrash) expect(present).toBe(acknowledged)
  else expect(present, 'what was in the dead replica is gone').toBeLessThan(acknowledged)
  await untilBack(stack, profile, victim)
})
