import type { ModeName, NearCacheCounters } from '@/sessions'
import type { openedStores } from '@/sessions/request'
import type { Holding, NearCacheStatus, ReplicaStatus } from '../contract'
import { requestCounts } from '../traces/requests'

type Stores = Pick<ReturnType<typeof openedStores>, 'modes' | 'storeFor' | 'clusters'>

/** Of this start of this process; a restarted one has another. The same in every bundle that Next makes. */
export const BOOT = Math.round(performance.timeOrigin).toString(36)

/** What this replica says of itself. */
export function statusHere({ modes, storeFor, clusters }: Stores): ReplicaStatus {
  const sessions: Partial<Record<ModeName, Holding>> = {}
  const nearCache: Partial<Record<ModeName, NearCacheStatus>> = {}
  for (const mode of modes) {
    const store = storeFor(mode)
    const held = store.local?.held()
    if (held) sessions[mode] = held
    const near = store.nearCache?.()
    if (near) nearCache[mode] = shown(near)
  }
  const lost: Partial<Record<ModeName, number>> = {}
  const lagMs: Partial<Record<ModeName, number>> = {}
  for (const [mode, store] of clusters) {
    const { members_lost = 0, lag_now_ms = 0 } = store.counters()
    lost[mode] = members_lost
    if (lag_now_ms > 0) lagMs[mode] = lag_now_ms
  }
  return {
    startedAt: Math.round(performance.timeOrigin),
    requests: requestCounts(),
    memoryBytes: process.memoryUsage.rss(),
    sessions,
    nearCache,
    lost,
    lagMs,
  }
}

function shown({ hits, misses, entries, lagP50Ms, tracked, servers }: NearCacheCounters): NearCacheStatus {
  return { hits, misses, entries, lagMs: lagP50Ms, isOn: tracked > 0 && tracked === servers }
}
