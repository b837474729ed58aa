import { setTimeout as sleep } from 'node:timers/promises'
import type { Status } from '../sessions/status'
import { cut, sumOf } from './figures'
import { copied } from './growth'
import type { ClusterBenchOptions } from './options'
import type { Design, Endured } from './protocol'
import type { RedisServer } from './redis-server'
import { Group, type Replica } from './replicas'
import type { Recovery } from './result'
import { fillThrough } from './speed'

/** Clients at each member. */
const CLIENTS = 2
/** Before a kill and after the recovery, so that both are seen. */
const AROUND_MS = 500

/** Kills one of the members (never the first) while clients change sessions at the others. */
export async function killMember(
  design: Design,
  size: number,
  { sessions }: ClusterBenchOptions,
  groups: Set<Group>,
  status: Status,
): Promise<Recovery> {
  status.show(`${design}: ${size} members, one is killed`)
  const group = await Group.of({ places: size, designs: [design], ack: 'applied', redisUrl: null, profileDirectory: null })
  groups.add(group)
  await group.openAll()
  const tokens = await fillThrough(group, design, sessions)
  const records = sumOf(await group.counters(design), 'sessions_primary')
  await copied(group, design, records, true)
  const victim = group.replicas.at(-1) as Replica
  const others = group.replicas.slice(0, -1)
  let copiedAgainMs = 0
  const endured = await enduring(others, design, tokens, async () => {
    const begun = performance.now()
    await victim.kill()
    await copied(group, design, records, false, others)
    copiedAgainMs = performance.now() - begun
  })
  await group.stop()
  groups.delete(group)
  return { kind: design, size, ...worst(endured), copiedAgainMs }
}

/** Kills redis-server and starts it again at once, as a supervisor would. */
export async function killRedis(
  size: number,
  { sessions }: ClusterBenchOptions,
  redis: RedisServer,
  groups: Set<Group>,
  status: Status,
): Promise<Recovery> {
  status.show(`redis: ${size} replicas, the server is killed and started again`)
  const group = await Group.of({ places: size, designs: [], ack: 'applied', redisUrl: redis.url, profileDirectory: null })
  groups.add(group)
  await group.openAll()
  const tokens = await fillThrough(group, 'redis', sessions)
  // Its file is flushed every second: what was made must not be lost with it.
  await sleep(1_500)
  const endured = await enduring(group.replicas, 'redis', tokens, () => redis.killAndRestart())
  await group.stop()
  groups.delete(group)
  return { kind: 'redis', size, ...worst(endured), copiedAgainMs: null }
}

async function enduring(
  replicas: readonly Replica[],
  kind: Design | 'redis',
  tokens: readonly string[],
  breakIt: () => Promise<unknown>,
): Promise<Endured[]> {
  const shares = cut(tokens, replicas.length)
  await Promise.all(replicas.map((replica, index) => replica.ask('endure', { kind, tokens: shares[index] ?? [], concurrency: CLIENTS })))
  await sleep(AROUND_MS)
  await breakIt()
  await sleep(AROUND_MS)
  return Promise.all(replicas.map((replica) => replica.ask('endured', null)))
}

/** What the unluckiest client saw. */
export function worst(endured: readonly Endured[]): Pick<Recovery, 'longestGapMs' | 'failures' | 'failedForMs'> {
  const failedFor = endured.flatMap(({ firstFailureAt, firstSuccessAt }) =>
    firstFailureAt === null || firstSuccessAt === null ? [] : [firstSuccessAt - firstFailureAt],
  )
  return {
    longestGapMs: Math.max(...endured.map(({ longestGapMs }) => longestGapMs)),
    failures: endured.reduce((sum, { failures }) => sum + failures, 0),
    failedForMs: failedFor.length === 0 ? null : Math.max(...failedFor),
  }
}
