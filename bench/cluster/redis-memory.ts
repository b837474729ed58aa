import type { Status } from '../sessions/status'
import type { ClusterBenchOptions } from './options'
import type { RedisServer } from './redis-server'
import { Group } from './replicas'
import type { Held } from './result'

/** What the same sessions take in Redis, of which there is one however many replicas ask it. */
export async function measureRedisMemory(
  { held: sessions, sizes }: ClusterBenchOptions,
  redis: RedisServer,
  groups: Set<Group>,
  status: Status,
): Promise<Held> {
  status.show(`redis: making ${sessions} sessions`)
  const group = await Group.of({ places: 1, designs: [], ack: 'applied', redisUrl: redis.url, profileDirectory: null })
  groups.add(group)
  await group.openAll()
  const empty = await redis.memory()
  await group.replicas[0]?.ask('fill', { kind: 'redis', sessions, wantTokens: false })
  const bytesPerSession = ((await redis.memory()) - empty) / sessions
  await group.stop()
  groups.delete(group)
  status.done(`redis: ${sessions} sessions`)
  return { kind: 'redis', size: Math.min(...sizes), sessions, bytesPerSession, packedPerSession: null, holders: 1, join: null }
}
