import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { StoreUnavailable } from '../../errors'
import { guardedStore } from '../../outage/guarded-store'
import { AT_ONCE, add, aToken, change, expectOutage, LONG, open, SECOND } from './outage-kit'
import { startTestSentinel, type TestSentinel } from './test-sentinel'
import { eventually } from './test-server'
import { startTraffic } from './test-traffic'

// Now and then the Sentinels cannot agree, and try again after ten seconds.
vi.setConfig({ testTimeout: 60_000 })

let servers: TestSentinel
beforeAll(async () => {
  servers = await startTestSentinel({ lookAround: 'often' })
})
afterAll(() => servers.remove())

/** What a run must come to, whatever was broken; a failover takes the Sentinels two to three seconds, and a busy machine may need more. */
const KEPT = { lost: 0, doubled: 0, gone: 0 }

test('a killed master: calls fail soon, another one takes over, and nobody is signed out', async () => {
  const stores = [open(servers.url), open(servers.url)]
  const [plain, durable] = [await startTraffic(stores), await startTraffic(stores, { durable: true })]
  await plain.untilAnswered()
  await durable.untilAnswered()
  const behindBreaker = open(servers.url)
  const guarded = guardedStore(behindBreaker)
  await guarded.read(aToken)
  const from = await servers.master()
  await servers.node(from).kill()
  await expect.poll(() => guarded.read(aToken).then(Boolean, () => guarded.outage?.().isAway), { interval: 5, timeout: 5000 }).toBe(true)
  const isNotAsked = new Promise((tell) => {
    behindBreaker.onConnected?.(async () => {
      const before = guarded.outage?.().probes
      for (let i = 0; i < 5; i++) await behindBreaker.read(aToken)
      const { isAway, probes } = guarded.outage?.() ?? {}
      tell(isAway && probes === before) // one that was slow has to answer twice
    })
  })
  await servers.untilFailedOver(from)
  expect(await isNotAsked, 'the breaker asks when the new master is connected, not some time later').toBe(false)
  await plain.untilAnswered()
  await durable.untilAnswered()
  const [report, sure] = [await plain.stop(), await durable.stop()]
  expect(sure).toMatchObject(KEPT)
  expect(report).toMatchObject({ doubled: 0, gone: 0 })
  expect(report.unavailable).toBeGreaterThan(0)
  for (const { longestCallMs } of [report, sure]) expect(longestCallMs).toBeLessThan(2 * SECOND)
  servers.node(from).start()
  await servers.untilWhole()
})

test('a frozen master: the same; when it wakes up it acknowledges nothing, and no ended session is alive there', async () => {
  const [store, idle] = [open(servers.url), open(servers.url)]
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  await idle.read(token)
  const traffic = await startTraffic([store])
  await traffic.untilAnswered()
  const from = await servers.master()
  servers.node(from).freeze()
  await servers.untilFailedOver(from)
  await traffic.untilAnswered()
  expect(await store.end(token)).toMatchObject({ attributes: { 'cart:p1': 1 } })
  servers.node(from).thaw()
  // In its first moment it still believes in its replicas.
  const woken = servers.node(from).inspect
  await eventually(() => expect(woken.set('x', '1')).rejects.toThrow(/^(NOREPLICAS|READONLY)/))
  // It has the session still, and nobody asks it.
  for (let i = 0; i < 20; i++) expect(await eventually(() => idle.read(token))).toBeNull()
  const report = await traffic.stop()
  expect(report).toMatchObject(KEPT)
  expect(report.longestCallMs).toBeLessThan(2 * SECOND)
  await servers.untilWhole()
})

test('a master that hands over while it lives: what it still takes is not believed', async () => {
  const stores = [open(servers.url), open(servers.url)]
  const [plain, durable] = [await startTraffic(stores), await startTraffic(stores, { durable: true })]
  await plain.untilAnswered()
  await durable.untilAnswered()
  const from = await servers.master()
  // A Sentinel that has not heard of the replicas' return yet gives it up.
  await eventually(async () => {
    await servers
      .node('sentinel-1')
      .inspect.call('SENTINEL', 'failover', 'mymaster')
      .catch(() => undefined)
    await servers.untilFailedOver(from, 5000)
  }, 30_000)
  await plain.untilAnswered()
  await durable.untilAnswered()
  for (const report of [await plain.stop(), await durable.stop()]) expect(report).toMatchObject(KEPT)
  await servers.untilWhole()
})

test('a master that is cut off from its replicas refuses writes, and takes them again when they are back', async () => {
  const store = open(servers.url)
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  const { token: ended } = await store.create({ change: change(add), lifetime: LONG })
  const replicas = await servers.replicas()
  const sure = () => store.change(token, { ...change(add), durable: true })
  await sure()
  for (const name of replicas) servers.node(name).freeze()
  try {
    // Not copied, then (after `min-replicas-max-lag`) not done either; reads go on all the time.
    await expect(sure()).rejects.toThrow(/no copy has it/)
    await expect(store.end(ended)).rejects.toThrow(/no copy has it/)
    await eventually(() => expect(store.change(token, change(add))).rejects.toThrow(/NOREPLICAS/), 10_000)
    const started = performance.now()
    await expect(sure()).rejects.toThrow(/NOREPLICAS/)
    await expect(store.change(token, change(add))).rejects.toBeInstanceOf(StoreUnavailable)
    expect(performance.now() - started, 'refused at once').toBeLessThan(AT_ONCE)
    expect(await store.read(token)).not.toBeNull()
    // Though its repeat finds nothing left to write that could be refused.
    await expect(store.end(ended)).rejects.toBeInstanceOf(StoreUnavailable)
    await eventually(
      async () => expect(await servers.node(await servers.master()).inspect.info('replication')).not.toMatch(/lag=[0-5]\b/),
      10_000,
    )
    await expect(store.end(ended)).rejects.toThrow(/was not written/)
  } finally {
    for (const name of replicas) servers.node(name).thaw()
  }
  await eventually(sure, 10_000)
  expect(await eventually(() => store.end(ended))).toBeNull()
  await servers.untilWhole()
})

test('Sentinels that are gone cost nothing as long as nobody needs them, and a store without any is unavailable', async () => {
  const sentinels = ['sentinel-1', 'sentinel-2', 'sentinel-3'].map(servers.node)
  const store = open(servers.url)
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  await Promise.all(sentinels.map((each) => each.kill()))
  expect(await store.read(token)).toMatchObject({ version: 1 })
  const late = open(servers.url)
  await expectOutage(late, aToken, SECOND)
  await expectOutage(late, aToken, AT_ONCE)
  for (const each of sentinels) each.start()
  expect(await eventually(() => late.read(token))).toMatchObject({ version: 1 })
  const lost = open(servers.url.replace('mymaster', 'nobody'))
  await expect(lost.read(token)).rejects.toThrow(/No such master/)
  await expectOutage(lost, aToken, AT_ONCE)
})
