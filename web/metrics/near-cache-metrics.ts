import type { ModeName, NearCacheCounters, SessionStore } from '@/sessions'
import type { Family } from './families'

type Stores = { readonly modes: readonly ModeName[]; readonly storeFor: (mode: ModeName) => SessionStore }

/** What is told of each near-cache, by the names of its counters. The hit rate is hits / (hits + misses). */
const FAMILIES: Readonly<Record<keyof NearCacheCounters, readonly [name: string, type: 'counter' | 'gauge', help: string]>> = {
  hits: ['hits_total', 'counter', "Session reads answered from the replica's memory."],
  misses: ['misses_total', 'counter', 'Session reads that memory could have answered and that went to the store.'],
  passed: [
    'passed_total',
    'counter',
    'Session reads that had to go to the store: for a change, or of a client that says nothing of what it was shown.',
  ],
  invalidations: ['invalidations_total', 'counter', 'Sessions that a server has said to be changed.'],
  flushes: ['flushes_total', 'counter', "Times that all of a server's sessions were forgotten."],
  evictions: ['evictions_total', 'counter', 'Sessions that made room for others.'],
  entries: ['entries', 'gauge', 'Sessions in memory.'],
  bytes: ['bytes', 'gauge', 'Bytes of memory that they take, estimated.'],
  maxBytes: ['max_bytes', 'gauge', 'Bytes of memory that they may take.'],
  servers: ['servers', 'gauge', 'Servers that the store reads from.'],
  tracked: ['servers_tracked', 'gauge', 'Servers whose invalidations are known to arrive now.'],
  lagP50Ms: ['lag_p50_ms', 'gauge', 'Milliseconds from sending a write to its invalidation: median of the last heartbeats.'],
  lagP99Ms: ['lag_p99_ms', 'gauge', 'Milliseconds from sending a write to its invalidation: 99th percentile of the last heartbeats.'],
}

/** What the near-caches of this replica's stores have counted, by mode; nothing where none is on. What is not known yet has no sample. */
export function nearCacheMetrics({ modes, storeFor }: Stores): Family[] {
  const counted = modes.flatMap((mode) => {
    const counters = storeFor(mode).nearCache?.()
    return counters ? [{ mode, counters }] : []
  })
  if (counted.length === 0) return []
  return Object.entries(FAMILIES).map(([counter, [name, type, help]]) => ({
    name: `hopcart_session_near_cache_${name}`,
    type,
    help,
    samples: counted.flatMap(({ mode, counters }) => {
      const value = counters[counter as keyof NearCacheCounters]
      return value === null ? [] : [{ labels: { mode }, value }]
    }),
  }))
}
