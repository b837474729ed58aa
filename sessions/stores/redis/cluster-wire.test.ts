import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { StoreUnavailable } from '../../errors'
import type { Change, Renewal, SessionStore, Step } from '../../session'
import { openWay } from '../../testing/way'
import { openRedisStore } from '../redis'
import { slotOf } from './key-slot'
import { readVia } from './nodes'
import { startTestCluster, type TestCluster } from './test-cluster'
import { monitorCommands } from './test-monitor'
import { eventually } from './test-server'

const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
const change = (...steps: Step[]): Change => ({ id: randomUUID(), steps })
const add: Step = { add: 'cart:p1', by: 1 }

let cluster: TestCluster
let store: SessionStore
let monitors: (() => void)[]
const sent: string[] = []
let marks = 0
beforeAll(async () => {
  cluster = await startTestCluster({ size: 4 })
  store = openRedisStore(cluster.url)
  await store.ready()
  monitors = await Promise.all(
    // What a master sends to its copy, and nodes to each other, is not reported.
    (await cluster.masters()).map(({ port }) => monitorCommands(port, (command) => (command === 'echo' ? marks++ : sent.push(command)))),
  )
})
afterAll(async () => {
  for (const end of monitors ?? []) end()
  await store?.close()
  await cluster?.remove()
})

/** The commands that a call sends, to whichever master; an `echo` of the test's own marks the end on each. */
async function commandsOf(call: () => Promise<unknown>): Promise<string[]> {
  await mark()
  await call()
  return mark()
}

async function mark(): Promise<string[]> {
  const masters = await cluster.masters()
  marks = 0
  await Promise.all(masters.map(({ inspect }) => inspect.echo('mark')))
  await vi.waitFor(() => expect(marks).toBe(masters.length), { timeout: 5000, interval: 1 })
  return sent.splice(0).filter((command) => command !== 'cluster' && command !== 'ping' && command !== 'replconf')
}

/** One script that waits for a copy: `info` leaves together with it, `set` with `wait`. */
const DURABLE = ['evalsha', 'info', 'set', 'wait']
const renewal = (userId: string, rest: Partial<Renewal> = {}): Renewal => ({
  userId,
  fence: '0',
  steps: [add],
  lifetime: LONG,
  grace: 'powerless',
  ...rest,
})

test('slots are those of Redis', async () => {
  for (const key of [
    '123456789',
    's:{AAAAAAAA}:x',
    '{u:josé 🛒}:fence',
    'a{}b',
    '{a}{b}',
    '{{a}}',
    '',
    'x}y{z',
    `{u:${'x'.repeat(300)}}:sessions`,
  ])
    expect(slotOf(key)).toBe(await cluster.slotOf(key))
})

test('a call about one session is one command; what concerns a user is one more for each slot, and what must be durable waits once for each', async () => {
  const [guest, own] = [await store.create({ change: change(add), lifetime: LONG }), randomUUID()]
  // The first durable call connects.
  for (let i = 0; i < 20; i++) await store.create({ change: change(), lifetime: LONG, userId: randomUUID(), fence: '0' })
  expect(await commandsOf(() => store.create({ change: change(add), lifetime: LONG }))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.read(guest.token))).toEqual(['hgetall'])
  expect(await commandsOf(() => store.peek(guest.session.id))).toEqual(['hgetall'])
  expect(await commandsOf(() => store.change(guest.token, change(add)))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.change(guest.token, { ...change(add), durable: true }))).toEqual(DURABLE)
  expect(await commandsOf(() => store.fence(own))).toEqual(['get'])
  // Those of several nodes, whose reports come in any order.
  const ofSeveral = async (call: () => Promise<unknown>) => (await commandsOf(call)).sort()
  const twice = [...DURABLE, ...DURABLE].sort()
  expect(await ofSeveral(() => store.create({ change: change(), lifetime: LONG, userId: own, fence: '0' }))).toEqual(twice)
  expect(await ofSeveral(() => store.renew(guest.token, renewal(own)))).toEqual(twice)
  expect(await ofSeveral(() => store.list(own))).toEqual(['evalsha', 'hgetall', 'hgetall'])
  const third = await store.renew(null, renewal(own))
  // The index is looked at once more, with each session.
  const counted = await ofSeveral(() => store.renew(null, renewal(own, { maxSessions: 10 })))
  expect(counted).toEqual([...twice, 'evalsha', ...Array.from({ length: 4 }, () => 'hgetall')].sort())
  // Out of the index it is taken when it was answered already.
  const ending = await commandsOf(() => store.end(third?.token ?? ''))
  expect(ending.filter((command) => command !== 'zrem')).toEqual(DURABLE)
  const all = await commandsOf(() => store.endAll(own))
  expect(all.filter((command) => command === 'evalsha')).toHaveLength(1 + 3)
})

test('measure sums up all masters', async () => {
  const before = await store.measure?.()
  await Promise.all(Array.from({ length: 50 }, () => store.create({ change: change(add), lifetime: LONG })))
  await eventually(async () => expect((await store.measure?.())?.sessions).toBe((before?.sessions ?? 0) + 50))
  const used = await Promise.all((await cluster.masters()).map(({ inspect }) => inspect.info('memory')))
  const bytes = used.reduce((sum, info) => sum + Number(/^used_memory:(\d+)/m.exec(info)?.[1]), 0)
  expect((await store.measure?.())?.memoryBytes).toBeGreaterThan(0.5 * bytes)
})

test('every node may be reached by another address than the one it announces', async () => {
  const ways = await Promise.all(cluster.nodes.map(async (node) => ({ node, way: await openWay({ port: node.port }) })))
  const via = ways.map(({ node, way }) => `${node.name}>${way.host}:${way.port}`).join(',')
  const behind = openRedisStore(cluster.url, { via: readVia(via) ?? new Map() })
  const made = await Promise.all(Array.from({ length: 10 }, () => behind.create({ change: change(add), lifetime: LONG })))
  for (const { token, session } of made) expect(await store.read(token)).toEqual(session)
  for (const { way } of ways) await way.close()
  for (const { token } of made) await expect(behind.read(token)).rejects.toBeInstanceOf(StoreUnavailable)
  await behind.close()
})

test('a cluster that is gone is unavailable at once, also for a store that begins then, and both find it when it is back', async () => {
  const { token, session } = await store.create({ change: change(add), lifetime: LONG })
  await Promise.all(cluster.nodes.map((node) => node.kill()))
  const late = openRedisStore(cluster.url)
  for (const each of [store, late]) {
    // The first call may wait for a connection.
    await expect(each.read(token)).rejects.toBeInstanceOf(StoreUnavailable)
    const started = performance.now()
    await expect(each.read(token)).rejects.toBeInstanceOf(StoreUnavailable)
    await expect(each.create({ change: change(add), lifetime: LONG })).rejects.toBeInstanceOf(StoreUnavailable)
    expect(await each.ready()).toBe(false)
    expect(performance.now() - started).toBeLessThan(300)
  }
  for (const node of cluster.nodes) node.start()
  await cluster.untilWhole()
  for (const each of [store, late]) expect(await eventually(() => each.read(token))).toEqual(session)
  await late.close()
})
