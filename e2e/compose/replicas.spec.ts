import { modeOf } from '../../sessions/modes'
import { readiness, untilBack } from '../support/replicas'
import { LAMP, storyOf } from '../support/story'
import { expect, test } from './compose-test'
import { CATALOGUE, startTraffic } from './traffic'

test('names are web-1 to web-3, not container ids', async ({ stack }) => {
  expect(stack.state().replicas.map(({ name }) => name)).toEqual(['web-1', 'web-2', 'web-3'])
  for (const { name, address } of stack.state().replicas)
    expect((await fetch(`${address}/api/livez`)).headers.get('x-replica'), address).toBe(name)
})

test('a replica that hangs costs time, and no reading', async ({ client, stack, profile }) => {
  const readings = [...CATALOGUE, '/api/cart']
  await client.add(LAMP.id)
  const { replica } = await client.get('/api/session')
  stack.pause(replica)
  try {
    const replies = await Promise.all(Array.from({ length: 12 }, (_, i) => client.copy().get(readings[i % readings.length] as string)))
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
    expect(replies.map((reply) => reply.replica)).not.toContain(replica)
  } finally {
    stack.resume(replica)
  }
  if (storyOf(profile).shared) expect(await client.cart()).toEqual({ [LAMP.id]: 1 })
  await expect.poll(() => readiness(stack, replica)).toBe(200)
})

test('a replica that is killed costs no reading of the catalogue, and comes back', async ({ client, stack, profile }) => {
  test.skip(storyOf(profile).shared, 'modes/replica-death asserts that, and more')
  const { replica } = await client.get('/')
  const victim = stack.state().replicas.find(({ name }) => name === replica)
  if (!victim) throw new Error(`no replica ${replica}`)
  stack.kill(replica, 'SIGKILL')
  for (let round = 0; round < 30; round++) {
    const path = CATALOGUE[round % CATALOGUE.length] as string
    expect((await client.copy().get(path)).status, `reading ${round}, of ${path}`).toBe(200)
  }
  await untilBack(stack, profile, victim)
})

test('five replicas, then two, under traffic: all are used, nothing fails, nothing is lost', async ({ client, containers, profile }) => {
  test.setTimeout(240_000)
  const { shared, keepsUpdates } = storyOf(profile)
  const spreads = profile === 'lab' || modeOf(profile).affinity !== 'ip' // else all of this machine's readings meet one replica
  await client.add(LAMP.id)
  const traffic = await startTraffic(client.url, shared ? client : undefined)
  const names = () => [...traffic.seen.keys()].sort()
  try {
    await containers.scale(5)
    if (spreads) await expect.poll(names, { timeout: 30_000 }).toEqual(['web-1', 'web-2', 'web-3', 'web-4', 'web-5'])
    await containers.scale(2)
    traffic.seen.clear()
    await expect.poll(() => (traffic.seen.get('web-1') ?? 0) + (traffic.seen.get('web-2') ?? 0), { timeout: 30_000 }).toBeGreaterThan(40)
    const added = await traffic.stop()
    expect(traffic.failed, `of ${traffic.answered()}`).toEqual([])
    expect(['web-1', 'web-2']).toEqual(expect.arrayContaining(names()))
    if (spreads) expect(names()).toHaveLength(2)
    if (shared && keepsUpdates) expect(await client.cart()).toEqual({ [LAMP.id]: 1, ...added })
    if (shared) expect(await client.cart()).toMatchObject({ [LAMP.id]: 1 })
  } finally {
    await traffic.stop()
    await containers.scale(3)
  }
})

test('a rolling restart of every replica: no request fails, no add is lost or made twice', async ({ client, containers, profile }) => {
  test.skip(!storyOf(profile).shared, 'sessions of replicas that stop are gone')
  test.setTimeout(240_000)
  await client.add(LAMP.id)
  const before = containers.state().replicas
  const traffic = await startTraffic(client.url, client)
  try {
    for (const { name } of before) {
      const answered = traffic.answered()
      await containers.restart(name)
      expect(traffic.answered() - answered, `requests during the restart of ${name}`).toBeGreaterThan(20)
    }
  } finally {
    await traffic.stop()
  }
  const added = await traffic.stop()
  expect(traffic.failed, `of ${traffic.answered()}`).toEqual([])
  if (storyOf(profile).keepsUpdates) expect(await client.cart()).toEqual({ [LAMP.id]: 1, ...added })
  expect(await client.cart()).toMatchObject({ [LAMP.id]: 1 })
  for (const { name, started } of containers.state().replicas)
    expect(started, name).toBeGreaterThan(before.find((replica) => replica.name === name)?.started ?? Number.NaN)
})
