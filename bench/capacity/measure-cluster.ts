import { setTimeout as sleep } from 'node:timers/promises'
import { ALIAS_MS, APPLIED_MS } from '../../sessions/session'
import { copiesIn, difference, perChange, sumOf, wireTotals } from '../cluster/figures'
import { copied } from '../cluster/growth'
import { Group } from '../cluster/replicas'
import type { Status } from '../sessions/status'
import { beyond, SLIDE_MS } from './measure-costs'
import type { Cost, Costs, Design, Held } from './result'
import { SHAPE_NAMES, type ShapeName } from './shapes'

const MEMBERS = 3
const CALLS = 1_500
const REST_MS = 4_000

/** Three processes that hold sessions together, their clock standing still: what a session takes on each of its holders, and what calls cost on the wire. */
export async function measureCluster(
  design: Design,
  sessions: number,
  groups: Set<Group>,
  status: Status,
): Promise<{ held: Held; costs: Costs }> {
  const fresh: Partial<Record<ShapeName, number>> = {}
  const idle: Partial<Record<ShapeName, number>> = {}
  for (const shape of SHAPE_NAMES) {
    status.show(`${design}: making ${sessions} sessions of a ${shape}`)
    const group = await Group.of({ places: MEMBERS, designs: [design], ack: 'applied', redisUrl: null, profileDirectory: null })
    groups.add(group)
    let clock = Date.now()
    const later = async (ms: number) => {
      clock += ms
      await Promise.all(group.replicas.map((replica) => replica.ask('freeze', clock)))
    }
    while (group.replicas.length < MEMBERS) await group.start()
    await later(0)
    await Promise.all(group.replicas.map((replica) => group.open(replica)))
    const empty = await bytesOf(group)
    const tokens = (
      await Promise.all(
        group.replicas.map((replica) => replica.ask('shape', { kind: design, sessions: Math.ceil(sessions / MEMBERS), shape })),
      )
    ).flat()
    const holders = copiesIn(design, MEMBERS)
    const held = async () => ((await bytesOf(group)) - empty) / tokens.length / holders
    fresh[shape] = await held()
    for (const ms of [2 * ALIAS_MS, APPLIED_MS]) {
      await later(ms)
      for (let round = 0; round < 2; round++) for (const replica of group.replicas) await replica.ask('tidy', design)
    }
    await copied(group, design, sumOf(await group.counters(design), 'sessions_primary'), true)
    idle[shape] = await held()
    await group.stop()
    groups.delete(group)
  }
  status.show(`${design}: calls`)
  const costs = await measureCosts(design, groups)
  status.done(design)
  return { held: { fresh, idle } as Held, costs }
}

/**
 * Each member asks for its share of the calls, whoever holds the session: as a balancer without affinity would have it. With no more sessions than that, since
 * members compare what they hold again and again, which has to be told from what calls cost.
 */
async function measureCosts(design: Design, groups: Set<Group>): Promise<Costs> {
  const group = await Group.of({ places: MEMBERS, designs: [design], ack: 'applied', redisUrl: null, profileDirectory: null })
  groups.add(group)
  let clock = Date.now()
  const later = async (ms: number) => {
    clock += ms
    await Promise.all(group.replicas.map((replica) => replica.ask('freeze', clock)))
  }
  while (group.replicas.length < MEMBERS) await group.start()
  await later(0)
  await Promise.all(group.replicas.map((replica) => group.open(replica)))
  const share = CALLS / MEMBERS
  const makers = group.replicas.map((replica) => replica.ask('shape', { kind: design, sessions: share, shape: 'shopper' }))
  const tokens = await Promise.all(makers)
  await sleep(REST_MS)
  const totals = async () => wireTotals(await group.counters(design))
  const cost = async (call: 'read' | 'change'): Promise<Cost> => {
    const before = await totals()
    await sleep(REST_MS)
    const at = await totals()
    const begun = performance.now()
    // The next member is asked, so that no call finds its session by luck.
    for (const [index, replica] of group.replicas.entries())
      await replica.ask(call, { kind: design, tokens: tokens[(index + 1) % MEMBERS] as readonly string[] })
    const busyMs = performance.now() - begun
    const { frames, bytes } = perChange(difference(await totals(), at), busyMs, difference(at, before), REST_MS, CALLS)
    // Every frame that asks has one that answers.
    return { bytes, roundTrips: frames / 2, serverMicroseconds: null }
  }
  const read = await cost('read')
  const change = await cost('change')
  await later(SLIDE_MS)
  const sliding = await cost('read')
  await group.stop()
  groups.delete(group)
  return { read, change, slide: beyond(sliding, read) }
}

async function bytesOf(group: Group): Promise<number> {
  const now = await Promise.all(group.replicas.map((replica) => replica.ask('memory', null)))
  return now.reduce((sum, { bytes }) => sum + bytes, 0)
}
