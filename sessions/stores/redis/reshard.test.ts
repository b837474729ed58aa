import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../../infra/local/free-port'
import type { Change, Session, SessionStore, Step } from '../../session'
import { openRedisStore } from '../redis'
import { slotOf } from './key-slot'
import { sessionKey } from './keys'
import { prepareClusterNode, startTestCluster, type TestCluster } from './test-cluster'
import type { TestNode } from './test-node'
import { eventually } from './test-server'
import { startTraffic } from './test-traffic'

const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
const change = (...steps: Step[]): Change => ({ id: randomUUID(), steps })
const add: Step = { add: 'cart:p1', by: 1 }

let cluster: TestCluster
let a: SessionStore
let b: SessionStore
let offset = 0
beforeAll(async () => {
  cluster = await startTestCluster({ size: 4 })
  const options = { clockOffsetMs: () => offset }
  a = openRedisStore(cluster.url, options)
  b = openRedisStore(cluster.url, options)
})
afterAll(async () => {
  await Promise.all([a?.close(), b?.close()])
  await cluster?.remove()
})

/** How often the cluster has answered with a redirection. */
async function answered(kind: 'MOVED' | 'ASK' | 'TRYAGAIN'): Promise<number> {
  const infos = await Promise.all(cluster.nodes.map(({ inspect }) => inspect.info('errorstats')))
  return infos.reduce((sum, info) => sum + Number(new RegExp(`errorstat_${kind}:count=(\\d+)`).exec(info)?.[1] ?? 0), 0)
}

/** Waits until calls have been answered so a few times more, which shows that they try again and again. */
async function untilAnswered(kind: 'ASK' | 'TRYAGAIN', before: number) {
  await eventually(async () => expect(await answered(kind)).toBeGreaterThan(before + 3))
}

/** A move of a session's slot to the other master. */
async function moveOf({ id }: Session) {
  const slot = slotOf(sessionKey(id))
  const from = await cluster.masterOf(slot)
  const to = (await cluster.masters()).find((node) => node !== from) as TestNode
  return { ...cluster.moveSlot(slot, from, to), from, to }
}

/** Watches a call that should not have ended yet. */
function pending<T>(call: Promise<T>) {
  const state = { isPending: true, call }
  const ended = () => {
    state.isPending = false
  }
  call.then(ended, ended)
  return state
}

test('a change whose slot is moving waits, and one that was applied before is not applied again', async () => {
  const { token, session } = await a.create({ change: change(add), lifetime: LONG })
  const same = change(add)
  await a.change(token, same)
  const move = await moveOf(session)
  const before = await answered('TRYAGAIN')
  await move.begin()
  expect(await b.read(token)).toMatchObject({ version: 2 })
  // The session has moved, and what says that the change was applied has not.
  await move.keys([sessionKey(session.id)])
  expect(await a.read(token)).toMatchObject({ version: 2 })
  const [repeat, other] = [pending(a.change(token, same)), pending(b.change(token, change(add)))]
  await untilAnswered('TRYAGAIN', before)
  expect([repeat.isPending, other.isPending]).toEqual([true, true])
  await move.finish()
  await repeat.call
  await other.call
  for (const store of [a, b]) expect(await store.read(token)).toMatchObject({ version: 3, attributes: { 'cart:p1': 3 } })
})

test('an alias that has moved before its session leads to it when that has moved, and not to nothing', async () => {
  const userId = randomUUID()
  const { token, session } = await a.create({ change: change(add), lifetime: LONG, userId, fence: '0' })
  const renewed = await a.renew(token, { userId, fence: '0', steps: [], lifetime: LONG, grace: 'full' })
  const move = await moveOf(session)
  const before = await answered('ASK')
  await move.begin()
  await move.keys([sessionKey(session.id)])
  const read = pending(b.read(token))
  await untilAnswered('ASK', before)
  expect(read.isPending).toBe(true)
  await move.finish()
  expect(await read.call).toEqual(renewed?.session)
})

test('a script that the new master does not know runs there while the slot is on its way', async () => {
  const { token, session } = await a.create({ change: change(add), lifetime: LONG })
  const move = await moveOf(session)
  await move.begin()
  await move.keys()
  await move.to.inspect.script('FLUSH')
  offset = 61_000
  expect(await b.read(token)).toMatchObject({ lastSeenAt: expect.toSatisfy((at: number) => at >= session.lastSeenAt + 61_000) })
  offset = 0
  await move.finish()
})

test('a slot that stays half-way is unavailable for what needs all of it, in bounded time', async () => {
  const { token, session } = await a.create({ change: change(add), lifetime: LONG })
  const move = await moveOf(session)
  await move.begin()
  await move.keys([sessionKey(session.id)])
  const started = performance.now()
  await expect(a.change(token, change(add))).rejects.toMatchObject({ name: 'StoreUnavailable', operation: 'change' })
  expect(performance.now() - started).toBeLessThan(5000)
  expect(await a.read(token)).toEqual(session)
  await move.finish()
  expect(await a.change(token, change(add))).toMatchObject({ session: { version: 2 } })
})

/** The slots of a master with the most keys. */
async function busiest({ inspect }: TestNode, count: number): Promise<number[]> {
  const sizes = new Map<number, number>()
  for (const slot of (await inspect.keys('*')).map(slotOf)) sizes.set(slot, (sizes.get(slot) ?? 0) + 1)
  return [...sizes]
    .sort(([, one], [, other]) => other - one)
    .slice(0, count)
    .map(([slot]) => slot)
}

test('slots that move under traffic: no call fails, and nothing is lost or doubled', async () => {
  const before = await Promise.all((['MOVED', 'ASK', 'TRYAGAIN'] as const).map(answered))
  const traffic = await startTraffic([a, b], { clients: 6 })
  let running = true
  let [signedIn, wrong] = [0, 0]
  const shopper = async () => {
    while (running) {
      const userId = randomUUID()
      const { token } = await a.create({ change: change(add), lifetime: LONG })
      const renewal = { userId, fence: await b.fence(userId), steps: [add], lifetime: LONG, grace: 'powerless' } as const
      try {
        const answer = await b.renew(token, renewal)
        const listed = await a.list(userId)
        const ended = await b.endAll(userId)
        const isRight = answer?.session.attributes['cart:p1'] === 2 && listed[0]?.id === answer.session.id && ended === 1
        if (!isRight || (await a.read(answer.token))) wrong++
        signedIn++
      } catch (error) {
        // On a busy machine a copy may be late, whatever moves.
        if (!/no copy has it/.test(String((error as Error).cause))) throw error
      }
    }
  }
  const shoppers = Promise.all([shopper(), shopper()])
  shoppers.catch(() => undefined)
  let moved = 0
  for (let round = 0; round < 2; round++) {
    for (const from of await cluster.masters()) {
      const to = (await cluster.masters()).find((node) => node !== from) as TestNode
      for (const slot of await busiest(from, 20)) {
        const move = cluster.moveSlot(slot, from, to)
        await move.begin()
        while ((await move.keys(50)) > 0);
        await move.finish()
        moved++
      }
      await traffic.untilAnswered()
    }
  }
  running = false
  await shoppers
  const report = await traffic.stop()
  expect(report).toMatchObject({ lost: 0, doubled: 0, gone: 0, unavailable: 0 })
  expect([wrong, signedIn > 0, moved > 0]).toEqual([0, true, true])
  const after = await Promise.all((['MOVED', 'ASK', 'TRYAGAIN'] as const).map(answered))
  expect(
    after.every((count, i) => count > (before[i] ?? 0)),
    `${before} → ${after}`,
  ).toBe(true)
})

/** A master without slots, with its copy, which all nodes know. */
async function newMaster() {
  const directory = await mkdtemp(join(tmpdir(), 'hopcart-cluster-'))
  const made = async () => prepareClusterNode(directory, { port: await freePort(), busPort: await freePort() })
  const [master, copy] = [await made(), await made()]
  const [known] = cluster.nodes as [TestNode]
  for (const node of [master, copy]) node.start()
  const remove = async () => {
    await Promise.all([master.remove(), copy.remove()])
    await rm(directory, { recursive: true, force: true })
  }
  try {
    const busPort = Number(/@(\d+)/.exec(String(await known.inspect.cluster('NODES')))?.[1])
    for (const { inspect } of [master, copy]) await inspect.call('CLUSTER', 'MEET', '127.0.0.1', known.port, busPort)
    const id = String(await master.inspect.cluster('MYID'))
    await eventually(() => copy.inspect.cluster('REPLICATE', id), 10_000)
    await eventually(async () => {
      expect(await master.inspect.info('replication')).toMatch(/state=online/)
      expect(await master.inspect.cluster('INFO')).toContain('cluster_state:ok')
      for (const { inspect } of cluster.nodes) expect(await inspect.cluster('NODES')).toContain(id)
    }, 10_000)
  } catch (error) {
    await remove()
    throw error
  }
  return { master, remove }
}

test('the first slot of a new master: what must be durable waits for its copy', async () => {
  const { token, session } = await a.create({ change: change(add), lifetime: LONG })
  const slot = slotOf(sessionKey(session.id))
  const [from, { master, remove }] = [await cluster.masterOf(slot), await newMaster()]
  try {
    await cluster.moveSlot(slot, from, master).whole()
    const waits = async () => Number(/cmdstat_wait:calls=(\d+)/.exec(await master.inspect.info('commandstats'))?.[1] ?? 0)
    const before = await waits()
    expect(await a.change(token, { ...change(add), durable: true })).toMatchObject({ session: { version: 2 } })
    expect(await waits()).toBeGreaterThan(before)
  } finally {
    // With the slot, which no other test wants after this one.
    await remove()
  }
}, 30_000)
