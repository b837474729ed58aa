import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, Reply } from '../support/client'
import { readiness } from '../support/replicas'
import { KETTLE, LAMP, storyOf } from '../support/story'
import { expect, test } from './compose-test'

const READINGS = ['/', '/api/products', '/category/light', '/api/cart']
const isShared = (profile: string) => profile === 'lab' || storyOf(profile as 'redis').shared

/** A shopper who goes on reading and adding until told to stop, and notes what fails. An add has a key, so that the balancer may repeat it. */
function traffic(client: Client) {
  const failed: string[] = []
  const seen = new Map<string, number>()
  let adds = 0
  let ended = false
  const note = (what: string, reply: Reply | Error) => {
    if (reply instanceof Error) failed.push(`${what}: ${reply.message}`)
    else if (reply.status !== 200) failed.push(`${what}: ${reply.status} of ${reply.replica}: ${reply.text.slice(0, 120)}`)
    else seen.set(reply.replica, (seen.get(reply.replica) ?? 0) + 1)
  }
  const shop = async () => {
    for (let turn = 0; !ended; turn++) {
      const path = READINGS[turn % READINGS.length] as string
      note(
        path,
        await client
          .copy()
          .get(path)
          .catch((error: Error) => error),
      )
      const added = await client
        .copy()
        .add(KETTLE.id, 1, randomUUID())
        .catch((error: Error) => error)
      note('add', added)
      if (!(added instanceof Error) && added.status === 200) adds++
      await sleep(20)
    }
  }
  const running = Promise.all([shop(), shop()])
  return {
    failed,
    seen,
    async stop() {
      ended = true
      await running
      return adds
    },
  }
}

test('names are web-1 to web-3, not container ids', async ({ stack }) => {
  expect(stack.state().replicas.map(({ name }) => name)).toEqual(['web-1', 'web-2', 'web-3'])
  for (const { name, address } of stack.state().replicas)
    expect((await fetch(`${address}/api/livez`)).headers.get('x-replica'), address).toBe(name)
})

test('a replica that hangs costs time, and no reading', async ({ client, stack, profile }) => {
  test.skip(!isShared(profile), 'the session may be in the replica that hangs')
  await client.add(LAMP.id)
  stack.pause('web-2')
  try {
    const replies = await Promise.all(Array.from({ length: 12 }, (_, i) => client.copy().get(READINGS[i % READINGS.length] as string)))
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
    expect(replies.map(({ replica }) => replica)).not.toContain('web-2')
  } finally {
    stack.resume('web-2')
  }
  expect(await client.cart()).toEqual({ [LAMP.id]: 1 })
  await expect.poll(() => readiness(stack, 'web-2')).toBe(200)
})

test('five replicas, then two, under traffic: all are used, nothing fails, nothing is lost', async ({ client, containers, profile }) => {
  test.skip(!isShared(profile), 'sessions of replicas that go are gone')
  test.setTimeout(240_000)
  await client.add(LAMP.id)
  const shopping = traffic(client)
  try {
    await containers.scale(5)
    await expect.poll(() => [...shopping.seen.keys()].sort(), { timeout: 30_000 }).toEqual(['web-1', 'web-2', 'web-3', 'web-4', 'web-5'])
    await containers.scale(2)
    shopping.seen.clear()
    await expect.poll(() => (shopping.seen.get('web-1') ?? 0) + (shopping.seen.get('web-2') ?? 0), { timeout: 30_000 }).toBeGreaterThan(40)
    const adds = await shopping.stop()
    expect(shopping.failed).toEqual([])
    expect([...shopping.seen.keys()].sort()).toEqual(['web-1', 'web-2'])
    expect(await client.cart()).toEqual({ [LAMP.id]: 1, [KETTLE.id]: adds })
  } finally {
    await shopping.stop()
    await containers.scale(3)
  }
})

test('a rolling restart of every replica: no request fails, no add is lost or made twice', async ({ client, containers, profile }) => {
  test.skip(!isShared(profile), 'sessions of replicas that stop are gone')
  test.setTimeout(240_000)
  await client.add(LAMP.id)
  const before = containers.state().replicas
  const shopping = traffic(client)
  try {
    for (const { name } of before) await containers.restart(name)
  } finally {
    await shopping.stop()
  }
  const adds = await shopping.stop()
  expect(shopping.failed).toEqual([])
  expect(await client.cart()).toEqual({ [LAMP.id]: 1, [KETTLE.id]: adds })
  for (const { name, started } of containers.state().replicas)
    expect(started, name).toBeGreaterThan(before.find((replica) => replica.name === name)?.started ?? Number.NaN)
})
