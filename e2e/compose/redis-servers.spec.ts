import type { ComposeStack } from '../../infra/docker/compose-stack'
import { isWhole } from '../support/redis-masters'
import { LAMP, storyOf } from '../support/story'
import { expect, test } from './compose-test'

const addressesOf = (containers: ComposeStack) => containers.state().redisNodes.map(({ url }) => new URL(url).hostname)

test('all Redis servers are stopped, and started in another order, which gives them other addresses: the sessions are there', async ({
  client,
  containers,
  profile,
}) => {
  test.skip(!storyOf(profile).failsOver, 'there is one Redis, or none')
  test.setTimeout(240_000)
  await client.add(LAMP.id)
  await expect.poll(() => isWhole(containers), { timeout: 40_000 }).toBe(true)
  const names = containers.state().redisNodes.map(({ name }) => name)
  const before = addressesOf(containers)
  await Promise.all(names.map((name) => containers.takeDown(name, 'SIGTERM')))
  expect((await client.get('/api/cart')).status).toBe(503)
  for (const name of names.reverse()) await containers.bringBack(name)
  expect(addressesOf(containers)).not.toEqual(before)
  await expect.poll(() => isWhole(containers), { timeout: 60_000 }).toBe(true)
  await expect.poll(async () => (await client.get('/api/cart')).status, { timeout: 20_000 }).toBe(200)
  expect(await client.cart()).toEqual({ [LAMP.id]: 1 })
  expect((await client.add(LAMP.id)).status).toBe(200)
})
