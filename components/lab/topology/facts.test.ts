import { expect, test } from 'vitest'
import type { Fault, XRayView } from '@/lab/contract'
import { countLines, storeLines } from './counts'
import { exampleReplica, exampleRequest, exampleView } from './examples'
import { offersForReplica } from './orders'
import { replicaFacts } from './replica-facts'
import { surroundingsOf } from './surroundings'
import { wholePeers } from './whole-peers'

const fault = (part: object) => ({ id: '1', began: 0, ends: 60_000, undone: null, healedMs: null, ...part }) as Fault

test('a replica believes what its last request found, until its process is another one', () => {
  const older = exampleRequest({ key: 'a', session: null, at: 900 })
  const newer = exampleRequest({ key: 'b', at: 1_000 })
  expect(replicaFacts(exampleView({ observations: [older, newer] }))[0]?.belief).toEqual({ who: 'demo', cart: 'cart 3', isAnomaly: false })
  const replicas = [exampleReplica('web-1', { status: { ...exampleReplica('web-1').status, startedAt: 5_000 } as never })]
  expect(replicaFacts(exampleView({ observations: [newer] }, { replicas }))[0]?.belief).toBeNull()
})

test('nothing is an anomaly only where something was expected', () => {
  const belief = (anomalies: Parameters<typeof exampleRequest>[0]) =>
    replicaFacts(exampleView({ observations: [exampleRequest({ session: null, ...anomalies })] }))[0]?.belief
  expect(belief({})).toEqual({ who: 'nothing', cart: null, isAnomaly: false })
  expect(belief({ anomalies: [{ kind: 'signed-out', text: 'signed out' }] })).toEqual({ who: 'who are you?', cart: null, isAnomaly: true })
})

test('what other shoppers of the page and other modes did is no belief about this browser', () => {
  const observations = [exampleRequest({ shopper: 2 }), exampleRequest({ mode: 'redis' }), exampleRequest({ pending: true })]
  expect(replicaFacts(exampleView({ observations }))[0]?.belief).toBeNull()
})

test('roles are those of the session at hand; a replica that does not know it has none', () => {
  const view = (replica: string, part: Partial<XRayView>): XRayView => ({
    place: { replica },
    state: 'known',
    role: 'primary',
    session: null,
    ms: 1,
    ...part,
  })
  const views = [view('web-1', {}), view('web-2', { role: 'backup', state: 'unknown' }), view('web-3', { role: 'proxy' })]
  const facts = replicaFacts(exampleView({ mode: 'primary-backup' }, { xray: { mode: 'primary-backup', id: 't.a', at: 1, views } }))
  expect(facts.map(({ role }) => role)).toEqual(['primary', null, 'proxy'])
})

test('counts are in words, and a silent replica says what it does instead', () => {
  const [facts] = replicaFacts(exampleView({ mode: 'memory' }))
  expect(facts && countLines(facts)).toEqual(['12 requests · 131 MB', '0 sessions'])
  const [beside] = replicaFacts(exampleView({ mode: 'redis' }))
  expect(beside && countLines(beside)).toEqual(['0 requests', '131 MB'])
  expect(beside && countLines(beside, true)).toEqual(['0 requests · 131 MB'])
  const [down] = replicaFacts(exampleView({}, { replicas: [exampleReplica('web-1', { condition: 'down', status: null })] }))
  expect(down && countLines(down)).toEqual(['its process is gone'])
  expect(replicaFacts({ ...exampleView(), state: null }).map(({ condition }) => condition)).toEqual([null, null, null])
})

test('each mode has its surroundings', () => {
  const of = (mode: Parameters<typeof exampleView>[0]) => {
    const { beside, store, picks } = surroundingsOf(exampleView(mode))
    return [beside, store?.name ?? null, picks]
  }
  expect(of({ mode: 'memory' })).toEqual(['nothing', null, 'round robin'])
  expect(of({ mode: 'sticky' })).toEqual(['nothing', null, 'by cookie'])
  expect(of({ mode: 'sticky-ip' })).toEqual(['nothing', null, 'by address'])
  expect(of({ mode: 'primary-backup' })).toEqual(['peers', null, 'round robin'])
  expect(of({ mode: 'db' })).toEqual(['store', 'Postgres', 'round robin'])
  expect(of({ mode: 'redis' })).toEqual(['store', 'Redis', 'round robin'])
  expect(of({ mode: 'redis-ha' })).toEqual(['set', 'Redis HA', 'round robin'])
  expect(of({ mode: 'redis-cluster' })).toEqual(['set', 'Redis Cluster', 'round robin'])
  expect(of({ mode: 'stateless' })).toEqual(['nothing', null, 'round robin'])
})

test('faults that are on are in the picture, whichever way round a link was named; those undone are not', () => {
  const cut = { kind: 'cut', between: ['web-3', 'web-1'] }
  const on = surroundingsOf(exampleView({ mode: 'replicated' }, { faults: [fault(cut)] }))
  expect(on.cuts.has('web-1>web-3')).toBe(true)
  expect(wholePeers('web-1', replicaFacts(exampleView()), on.cuts)).toEqual(['web-2'])
  expect(surroundingsOf(exampleView({ mode: 'replicated' }, { faults: [fault({ ...cut, undone: 5 })] })).cuts.size).toBe(0)
  const stores = [{ store: 'redis' as const, reached: true, sessions: 4, memoryBytes: 1_240_000, ms: 0.42, set: null }]
  const slow = surroundingsOf(
    exampleView({ mode: 'redis' }, { stores, faults: [fault({ kind: 'slow-store', store: 'redis', ms: 200 })] }),
  ).store
  expect(slow?.slowMs).toBe(200)
  expect(slow && storeLines(slow)).toEqual(['4 sessions', '1.2 MB · 0.4 ms'])
  const stopped = surroundingsOf(exampleView({ mode: 'redis' }, { stores, faults: [fault({ kind: 'stop-store', store: 'redis' })] })).store
  expect(stopped && storeLines(stopped)).toEqual(['stopped'])
})

test('a replica can be broken in each way, and cut from its peers', () => {
  const offers = offersForReplica('web-1', ['web-2'])
  expect(offers.map(({ label }) => label)).toEqual(['Crash', 'Pause', 'Drain', 'Cut the link to B'])
  expect(offers.at(-1)?.order).toEqual({ kind: 'cut', between: ['web-1', 'web-2'] })
})
