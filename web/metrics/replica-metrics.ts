import { modeOf } from '@/sessions'
import type { openedStores } from '@/sessions/request'
import { CLUSTER_FAMILIES, type Family } from './families'

type Stores = Pick<ReturnType<typeof openedStores>, 'modes' | 'clusters'>

/**
 * What a replica counts: of its process what costs nothing to know, which session stores are open, and what each cluster of
 * replicas has counted. Numbers only, no ids.
 */
export function replicaMetrics({ modes, clusters }: Stores): Family[] {
  const { rss, heapUsed } = process.memoryUsage()
  const user = process.cpuUsage()
  const one = (value: number) => [{ labels: {}, value }]
  return [
    { name: 'process_uptime_seconds', type: 'gauge', help: 'Seconds since the replica started.', samples: one(process.uptime()) },
    { name: 'process_resident_memory_bytes', type: 'gauge', help: 'Resident memory.', samples: one(rss) },
    { name: 'nodejs_heap_used_bytes', type: 'gauge', help: 'Heap in use.', samples: one(heapUsed) },
    {
      name: 'process_cpu_seconds_total',
      type: 'counter',
      help: 'Seconds of processor time.',
      samples: one((user.user + user.system) / 1e6),
    },
    {
      name: 'hopcart_session_store_info',
      type: 'gauge',
      help: 'The session stores that are open, by mode.',
      samples: modes.map((mode) => ({ labels: { mode, store: modeOf(mode).store }, value: 1 })),
    },
    ...clusterFamilies(clusters),
  ]
}

/** One family for each name that any cluster counts. */
function clusterFamilies(clusters: Stores['clusters']): Family[] {
  const samples = new Map<string, { labels: Record<string, string>; value: number }[]>()
  for (const [mode, store] of clusters)
    for (const [name, value] of Object.entries(store.counters()))
      samples.set(name, [...(samples.get(name) ?? []), { labels: { mode }, value }])
  return [...samples].map(([name, all]) => {
    const words = name
      .replace(/[^a-zA-Z0-9]+/g, '_')
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .toLowerCase()
    const [type, help] = CLUSTER_FAMILIES[words] ?? ['untyped' as const, `${words.replaceAll('_', ' ')}, as the store counts it.`]
    const full = words.startsWith('session') ? `hopcart_${words}` : `hopcart_session_${words}`
    return { name: `${full}${type === 'counter' ? '_total' : ''}`, type, help, samples: all }
  })
}
