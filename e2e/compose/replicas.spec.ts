import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, Reply } from '../support/client'
import { readiness } from '../support/replicas'
import { LAMP, storyOf } from '../support/story'
import { expect, test } from './compose-test'

const READINGS = ['/', '/api/products', '/category/light', '/api/cart']

/**
 * A shopper who goes on reading, and adding one thing after the other, until told to stop, and notes what fails. An add has a key, so that the
 * balancer may repeat it.
 */
async function traffic(client: Client) {
  const { products } = (await client.get('/api/products')).json<{ products: { id: string; stock: number }[] }>()
  const plenty = products.filter(({ id, stock }) => stock >= 200 && id !== LAMP.id).map(({ id }) => id)
  const failed: string[] = []
  const seen = new Map<string, number>()
  const added: Record<string, number> = {}
  let adds = 0
  let ended = false
  const ask = async (what: string, call: Promise<Reply>): Promise<boolean> => {
    const reply = await call.catch((error: Error) => error)
    if (reply instanceof Error) failed.push(`${what}: ${reply.message}`)
    else if (reply.status !== 200) failed.push(`${what}: ${reply.status} of ${reply.replica}: ${reply.text.slice(0, 120)}`)
    else seen.set(reply.replica, (seen.get(reply.replica) ?? 0) + 1)
    return !(reply instanceof Error) && reply.status === 200
  }
  const shop = async () => {
    for (let turn = 0; !ended; turn++) {
      const path = READINGS[turn % READINGS.length] as string
      await ask(path, client.copy().get(path))
      const id = plenty[adds++ % plenty.length] as string
      if (await ask(`add ${id}`, client.copy().add(id, 1, randomUUID()))) added[id] = (added[id] ?? 0) + 1
      await sleep(20)
    }
  }
  const running = Promise.all([shop(), shop()])
  return {
    failed,
    seen,
    /** Resolves to what was added, by product. */
    async stop() {
      ended = true
      await running
      return added
    },
  }
}

test('names are web-1 to web-3, not container ids', async ({ stack }) => {
  expect(stack.state().replicas.map(({ name }) => name)).toEqual(['web-1', 'web-2', 'web-3'])
  for (const { name, address } of stack.state().replicas)
    expect((await fetch(`${address}/api/livez`)).headers.get('x-replica'), address).toBe(name)
})

test('a replica that hangs costs time, and no reading', async ({ client, stack, profile }) => {
  test.skip(!storyOf(profile).shared, 'the session may be in the replica that hangs')
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
  test.skip(!storyOf(profile).shared, 'sessions of replicas that go are gone')
  test.setTimeout(240_000)
  await client.add(LAMP.id)
  const shopping = await traffic(client)
  try {
    // One at a time: Docker's DNS names a replica before it listens and a moment after it has gone, and nginx tries two for a request.
    for (const replicas of [4, 5]) await containers.scale(replicas)
    await expect.poll(() => [...shopping.seen.keys()].sort(), { timeout: 30_000 }).toEqual(['web-1', 'web-2', 'web-3', 'web-4', 'web-5'])
    for (const replicas of [4, 3, 2]) await containers.scale(replicas)
    shopping.seen.clear()
    await expect.poll(() => (shopping.seen.get('web-1') ?? 0) + (shopping.seen.get('web-2') ?? 0), { timeout: 30_000 }).toBeGreaterThan(40)
    const added = await shopping.stop()
    expect(shopping.failed).toEqual([])
    expect([...shopping.seen.keys()].sort()).toEqual(['web-1', 'web-2'])
    expect(await client.cart()).toEqual({ [LAMP.id]: 1, ...added })
  } finally {
    await shopping.stop()
    await containers.scale(3)
  }
})

test('a rolling restart of every replica: no request fails, no add is lost or made twice', async ({ client, containers, profile }) => {
  test.skip(!storyOf(profile).shared, 'sessions of replicas that stop are gone')
  test.setTimeout(240_000)
  await client.add(LAMP.id)
  const before = containers.state().replicas
  const shopping = await traffic(client)
  try {
    for (const { name } of before) await containers.restart(name)
  } finally {
    await shopping.stop()
  }
  const added = await shopping.stop()
  expect(shopping.failed).toEqual([])
  expect(await client.cart()).toEqual({ [LAMP.id]: 1, ...added })
  for (const { name, started } of containers.state().replicas)
    expect(started, name).toBeGreaterThan(before.find((replica) => replica.name === name)?.started ?? Number.NaN)
})
