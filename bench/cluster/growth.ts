import { setTimeout as sleep } from 'node:timers/promises'
import { ALIAS_MS, APPLIED_MS } from '../../sessions/session'
import type { Status } from '../sessions/status'
import { copiesIn, sumOf } from './figures'
import type { ClusterBenchOptions } from './options'
import type { Design } from './protocol'
import { Group, type Replica } from './replicas'
import type { Ages, Held } from './result'

const POLL_MS = 50
const COPIED_WITHIN_MS = 300_000

/**
 * One member makes all sessions, then others join it one after the other: what the sessions take in memory, alone and in each size,
 * and how long each joiner needs. The clock stands still meanwhile, so that nothing depends on how long this takes.
 */
export async function measureGrowth(
  design: Design,
  { sizes, held: sessions }: ClusterBenchOptions,
  groups: Set<Group>,
  status: Status,
): Promise<{ ages: Ages; held: Held[] }> {
  const largest = Math.max(...sizes)
  const group = await Group.of({ places: largest, designs: [design], ack: 'applied', redisUrl: null, profileDirectory: null })
  groups.add(group)
  const empty: number[] = []
  const grow = async () => {
    const replica = await group.start()
    await replica.ask('freeze', clock)
    // What opening takes is no session's.
    empty.push((await replica.ask('memory', null)).bytes)
    const ms = await group.open(replica)
    return { replica, ms }
  }
  let clock = Date.now()
  const { replica: first } = await grow()
  status.show(`${design}: making ${sessions} sessions`)
  await first.ask('fill', { kind: design, sessions, wantTokens: false })
  const fresh = await bytesOf([first], empty)
  const laterBy = async (ms: number) => {
    clock += ms
    await first.ask('freeze', clock)
    // The first round retires what was renewed, the second folds what came after it.
    for (let round = 0; round < 2; round++) await first.ask('tidy', design)
    return bytesOf([first], empty)
  }
  const soon = await laterBy(2 * ALIAS_MS)
  const settled = await laterBy(APPLIED_MS)
  const ages = { kind: design, sessions, fresh: fresh / sessions, soon: soon / sessions, settled: settled / sessions }
  status.done(`${design}: ${sessions} sessions in one member`)
  const records = sumOf(await group.counters(design), 'sessions_primary')
  const held: Held[] = []
  for (let size = 2; size <= largest; size++) {
    status.show(`${design}: member ${size} of ${largest} joins`)
    const { replica, ms } = await grow()
    const bytes = (await replica.ask('counters', design)).wire_bytes_received ?? 0
    if (!sizes.includes(size)) continue
    await copied(group, design, records, true)
    const counters = await group.counters(design)
    const holders = copiesIn(design, size)
    const bytesPerSession = (await bytesOf(group.replicas, empty)) / sessions
    const packedPerSession = sumOf(counters, 'session_bytes') / sessions
    held.push({ kind: design, size, sessions, bytesPerSession, packedPerSession, holders, join: { ms, bytes } })
    status.done(`${design}: ${size} members hold ${sessions} sessions`)
  }
  await group.stop()
  groups.delete(group)
  return { ages, held }
}

/** More than what the members took when they were empty. */
async function bytesOf(replicas: readonly Replica[], empty: readonly number[]): Promise<number> {
  const now = await Promise.all(replicas.map((replica) => replica.ask('memory', null)))
  return now.reduce((sum, { bytes }, index) => sum + bytes - (empty[index] ?? 0), 0)
}

/** Resolves when every record has its owner and its copies, and nobody has more. @throws Error when that takes too long */
export async function copied(
  group: Group,
  design: Design,
  records: number,
  mayTidy: boolean,
  replicas: readonly Replica[] = group.replicas,
): Promise<void> {
  const copies = copiesIn(design, replicas.length)
  const begun = performance.now()
  let seen = ''
  while (performance.now() - begun < COPIED_WITHIN_MS) {
    const counters = await group.counters(design, replicas)
    const [primary, backup] = [sumOf(counters, 'sessions_primary'), sumOf(counters, 'sessions_backup')]
    if (primary === records && backup === records * (copies - 1)) return
    seen = `${primary} with an owner and ${backup} copies`
    if (mayTidy) await Promise.all(replicas.map((replica) => replica.ask('tidy', design)))
    await sleep(POLL_MS)
  }
  throw new Error(
    `After ${COPIED_WITHIN_MS / 1000} s the ${design} members have ${seen} of ${records} records that should have ${copies} holders each.`,
  )
}
