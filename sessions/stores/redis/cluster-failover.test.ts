import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { StoreUnavailable } from '../../errors'
import type { Change, SessionStore, Step } from '../../session'
import { openRedisStore } from '../redis'
import { slotOf } from './key-slot'
import { fenceKey, sessionKey } from './keys'
import type * as openWireModule from './open-wire'
import { startTestCluster, type TestCluster } from './test-cluster'
import type { TestNode } from './test-node'
import { eventually } from './test-server'
import { SteppedWire } from './test-steps'
import { startTraffic } from './test-traffic'

const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
const change = (...steps: Step[]): Change => ({ id: randomUUID(), steps })
const add: Step = { add: 'cart:p1', by: 1 }
/** Longer than any call may take, with room for a busy machine. */
const SECOND = 1500
/** A call that is refused without asking takes no time; with room, but less than the time-out of a command. */
const AT_ONCE = 300

const steps = new SteppedWire()
vi.mock('./open-wire', async (original) => {
  const { openWire } = await original<typeof openWireModule>()
  return { openWire: (...args: Parameters<typeof openWire>) => steps.over(openWire(...args)) }
})

let cluster: TestCluster
let a: SessionStore
let b: SessionStore
beforeAll(async () => {
  cluster = await startTestCluster()
})
beforeEach(async () => {
  a = openRedisStore(cluster.url)
  b = openRedisStore(cluster.url)
  await Promise.all([a.ready(), b.ready()])
})
afterEach(async () => {
  const started = performance.now()
  await Promise.all([a.close(), b.close()])
  expect(performance.now() - started, 'closing, also in an outage').toBeLessThan(SECOND)
})
afterAll(() => cluster?.remove())

/** A guest's session that a given master keeps. */
async function guestOn(node: TestNode) {
  for (;;) {
    const made = await a.create({ change: change(add), lifetime: LONG })
    if ((await cluster.masterOf(slotOf(sessionKey(made.session.id)))) === node) return made
  }
}

/** A user whose fence and index a given master keeps. */
async function userOn(node: TestNode) {
  for (;;) {
    const userId = randomUUID()
    if ((await cluster.masterOf(slotOf(fenceKey(userId)))) === node) return userId
  }
}

/** Reads one session by `a` and changes it by `b`, over and over, and says how long that could not be done: each by one line only. */
async function probe(node: TestNode) {
  const { token } = await guestOn(node)
  const seen = { calls: 0, failures: 0, outageMs: 0, longestMs: 0, quickest: Number.POSITIVE_INFINITY }
  let [running, failedAt] = [true, 0]
  const run = (async () => {
    for (; running; await sleep(5)) {
      const started = performance.now()
      const outcome = await (seen.calls++ % 2 ? a.read(token) : b.change(token, { ...change(add), durable: true })).catch(
        (error: unknown) => error,
      )
      const now = performance.now()
      seen.longestMs = Math.max(seen.longestMs, now - started)
      expect(outcome).not.toBeNull()
      if (outcome instanceof StoreUnavailable) {
        seen.failures++
        seen.quickest = Math.min(seen.quickest, now - started)
        failedAt ||= started
      } else if (outcome instanceof Error) throw outcome
      else if (failedAt) {
        seen.outageMs = Math.max(seen.outageMs, now - failedAt)
        failedAt = 0
      }
    }
    return seen
  })()
  run.catch(() => undefined)
  const stop = () => {
    running = false
    return run
  }
  return { token, stop, isBack: () => seen.outageMs > 0 && failedAt === 0 }
}

const LOSSES = {
  killed: { lose: (node: TestNode) => node.kill(), revive: (node: TestNode) => node.start() },
  frozen: { lose: async (node: TestNode) => node.freeze(), revive: (node: TestNode) => node.thaw() },
}

test.each(Object.entries(LOSSES))(
  'a master is %s under traffic: its shard is back by itself, and the others never went away',
  async (_how, { lose, revive }) => {
    const masters = await cluster.masters()
    const [lost, ...others] = masters as [TestNode, TestNode, TestNode]
    const slot = slotOf(sessionKey((await guestOn(lost)).session.id))
    const probes = await Promise.all(masters.map(probe))
    const [probed] = probes as [Awaited<ReturnType<typeof probe>>]
    const reader = openRedisStore(cluster.url)
    await reader.read(probed.token)
    const traffic = await startTraffic([a, b], { clients: 9, durable: true })
    await traffic.untilAnswered()
    await lose(lost)
    // Known to be dead, before another master is there; also to what waits for a copy, which has not met it yet.
    const refused = async (call: () => Promise<unknown>) => {
      const started = performance.now()
      await expect(call()).rejects.toBeInstanceOf(StoreUnavailable)
      expect(performance.now() - started).toBeLessThan(AT_ONCE)
    }
    await eventually(() => refused(() => reader.read(probed.token)))
    await refused(() => reader.change(probed.token, { ...change(add), durable: true }))
    await reader.close()
    for (const node of others) await guestOn(node)
    const now = await cluster.untilFailedOver(slot, lost)
    await eventually(async () => expect(probed.isBack()).toBe(true))
    await traffic.untilAnswered()
    revive(lost)
    await cluster.untilWhole()
    expect(await cluster.masterOf(slot)).toBe(now)
    const seen = await Promise.all(probes.map(({ stop }) => stop()))
    expect(await a.read(probed.token)).toEqual(await b.read(probed.token))
    const report = await traffic.stop()
    expect(report).toMatchObject({ lost: 0, doubled: 0, gone: 0 })
    expect(report.longestCallMs).toBeLessThan(2 * SECOND)
    expect(seen.map(({ failures }) => failures > 0)).toEqual([true, false, false])
  },
  60_000,
)

test('a master is killed between the steps of a sign-in, and one between those of an endAll: one session, and then none', async () => {
  const [one, other] = (await cluster.masters()) as [TestNode, TestNode]
  const { token } = await guestOn(other)
  // Where the copy is late on a busy machine, it is tried with another user: who has none of the sessions of a try.
  const { userId, renewal, before } = await eventually(async () => {
    const userId = await userOn(one)
    const renewal = { userId, fence: await b.fence(userId), steps: [add], lifetime: LONG, grace: 'powerless' } as const
    return { userId, renewal, before: await b.renew(null, renewal) }
  })

  const beginning = steps.hold('renew', 'before')
  const signIn = a.renew(token, renewal)
  await beginning.reached
  await other.kill()
  beginning.release()
  await expect(signIn).rejects.toBeInstanceOf(StoreUnavailable)
  const signedIn = await eventually(() => b.renew(token, renewal), 20_000)
  expect(signedIn).toMatchObject({ session: { attributes: { 'cart:p1': 2 } } })
  expect((await b.list(userId)).map(({ id }) => id)).toEqual([signedIn?.session.id, before?.session.id])
  other.start()
  await cluster.untilWhole()

  const ending = steps.hold('endOrBar', 'before')
  const ended = a.endAll(userId)
  await ending.reached
  await one.kill()
  ending.release()
  await ended.catch((error: unknown) => expect(error).toBeInstanceOf(StoreUnavailable))
  // That it was moved has reached the copy before anything was ended.
  expect(await eventually(() => b.renew(null, renewal), 20_000)).toBeNull()
  await eventually(() => b.endAll(userId), 20_000)
  expect(await b.list(userId)).toEqual([])
  for (const each of [before, signedIn]) expect(await b.read(each?.token ?? '')).toBeNull()
}, 90_000)
