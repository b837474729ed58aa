import { setTimeout as sleep } from 'node:timers/promises'
import { shuffle } from '../sessions/statistics'
import type { Status } from '../sessions/status'
import { cut, difference, perChange, spread, sumOf, type WireTotals, wireTotals } from './figures'
import type { ClusterBenchOptions } from './options'
import { ACKS, type Ack, type Design, type Kind } from './protocol'
import { Group } from './replicas'
import type { Speed, Traffic } from './result'

const AT_ONCE = 32
/** Long enough for a few greetings between all. */
const REST_MS = 2_000
const WARM_UP_MS = 300

type Entrant = {
  readonly kind: Kind
  readonly tokens: readonly string[]
  readonly p50: number[]
  readonly p99: number[]
  readonly opsPerSecond: number[]
  readonly traffic: Traffic[]
  readonly lags: { readonly p50: number; readonly p99: number }[]
}

/** Measures all stores in one size, one acknowledgement level after the other; within one the stores take turns. */
export async function measureSpeed(
  size: number,
  options: ClusterBenchOptions,
  redisUrl: string | null,
  groups: Set<Group>,
  status: Status,
): Promise<Speed[]> {
  const speeds: Speed[] = []
  for (const ack of ACKS) {
    const what = `${size} members, acknowledged: ${ack}`
    status.show(`${what}: starting`)
    const designs = options.kinds.filter((kind): kind is Design => kind !== 'redis')
    const group = await Group.of({ places: size, designs, ack, redisUrl, profileDirectory: options.profileDirectory })
    groups.add(group)
    await group.openAll()
    speeds.push(...(await measureAck(group, ack, options, (step) => status.show(`${what}: ${step}`))))
    await group.stop()
    groups.delete(group)
    status.done(what)
  }
  return speeds
}

async function measureAck(group: Group, ack: Ack, options: ClusterBenchOptions, show: (step: string) => void): Promise<Speed[]> {
  const size = group.replicas.length
  const entrants: Entrant[] = []
  for (const kind of options.kinds) {
    show(`making sessions in ${kind}`)
    const tokens = await fillThrough(group, kind, options.sessions)
    entrants.push({ kind, tokens, p50: [], p99: [], opsPerSecond: [], traffic: [], lags: [] })
  }
  for (const entrant of entrants) await allAtOnce(group, entrant, WARM_UP_MS)
  show('at rest')
  const rest = await atRest(group, options)
  for (let round = 0; round < options.rounds; round++) {
    show(`round ${round + 1} of ${options.rounds}`)
    for (const entrant of shuffle(entrants, round)) await oneAtATime(group, entrant, options, round, rest)
    for (const entrant of shuffle(entrants, round)) {
      entrant.opsPerSecond.push(await allAtOnce(group, entrant, options.sliceMs))
      if (entrant.kind !== 'redis') entrant.lags.push(await lagOf(group, entrant.kind))
    }
  }
  return entrants.map(({ kind, p50, p99, opsPerSecond, traffic, lags }) => {
    const isRedis = kind === 'redis'
    const lag = isRedis ? null : (lags.at(-1) ?? null)
    return { kind, size, ack, p50, p99, opsPerSecond, traffic: isRedis ? null : traffic, lag }
  })
}

/** Sessions that were made at all members, in turns of theirs. */
export async function fillThrough(group: Group, kind: Kind, sessions: number): Promise<string[]> {
  const counts = spread(sessions, group.replicas.length)
  const filled = group.replicas.map((replica, index) => replica.ask('fill', { kind, sessions: counts[index] ?? 0, wantTokens: true }))
  return (await Promise.all(filled)).flat()
}

/** A part of each slice at every member: whoever comes is sent anywhere. */
async function oneAtATime(
  group: Group,
  { kind, tokens, p50, p99, traffic }: Entrant,
  { sliceMs }: ClusterBenchOptions,
  round: number,
  rest: WireTotals | null,
): Promise<void> {
  const replica = group.replicas[round % group.replicas.length]
  if (!replica) return
  const before = kind === 'redis' ? null : wireTotals(await group.counters(kind))
  const begun = performance.now()
  const measured = await replica.ask('measure', { kind, tokens, concurrency: 1, ms: sliceMs })
  p50.push(measured.p50)
  p99.push(measured.p99)
  if (kind === 'redis' || !before || !rest) return
  const busy = difference(wireTotals(await group.counters(kind)), before)
  traffic.push(perChange(busy, performance.now() - begun, rest, REST_MS, measured.changes))
}

async function allAtOnce(group: Group, { kind, tokens }: Entrant, ms: number): Promise<number> {
  const shares = cut(tokens, group.replicas.length)
  const counts = spread(AT_ONCE, group.replicas.length)
  const measured = await Promise.all(
    group.replicas.map((replica, index) =>
      replica.ask('measure', { kind, tokens: shares[index] ?? [], concurrency: counts[index] ?? 1, ms }),
    ),
  )
  return measured.reduce((sum, { changes, ms: spent }) => sum + (changes / spent) * 1_000, 0)
}

async function atRest(group: Group, { kinds }: ClusterBenchOptions): Promise<WireTotals | null> {
  const design = kinds.find((kind): kind is Design => kind !== 'redis')
  if (!design) return null
  const before = wireTotals(await group.counters(design))
  await sleep(REST_MS)
  return difference(wireTotals(await group.counters(design)), before)
}

/** The usual member's p50, and the slowest one's p99. */
async function lagOf(group: Group, design: Design): Promise<{ p50: number; p99: number }> {
  const counters = await group.counters(design)
  return { p50: sumOf(counters, 'lag_p50_ms') / counters.length, p99: Math.max(...counters.map((each) => each.lag_p99_ms ?? 0)) }
}
