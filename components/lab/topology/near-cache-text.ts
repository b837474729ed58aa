import type { LabView } from '@/lab/client/types'
import { listed, replicaLetter } from '@/lab/names'
import { counted } from './counts'

/** How the replicas' near-caches do in a mode, in one or two sentences; null where they have none. */
export function nearCacheText({ mode, state }: Pick<LabView, 'mode' | 'state'>): string | null {
  const caches = (state?.replicas ?? []).flatMap(({ name, status }) => {
    const cache = status?.nearCache[mode]
    return cache ? [{ letter: replicaLetter(name), ...cache }] : []
  })
  if (caches.length === 0) return null
  const sum = (of: 'hits' | 'misses') => caches.reduce((all, cache) => all + cache[of], 0)
  const reads = sum('hits') + sum('misses')
  const rate =
    reads === 0
      ? 'no read from memory yet'
      : `${Math.round((100 * sum('hits')) / reads)}\u00a0% of ${counted(reads, 'read')} from the replicas’ own memory`
  const held = `${listed(caches.map(({ letter, entries }) => `${entries} in ${letter}`))} now`
  const lags = caches.flatMap(({ lagMs }) => lagMs ?? [])
  const lag = lags.length > 0 ? `, told of a change after ${Math.max(...lags).toFixed(1)}\u00a0ms` : ''
  const off = caches.filter(({ isOn }) => !isOn).map(({ letter }) => letter)
  const without =
    off.length > 0
      ? ` ${listed(off)} ${off.length === 1 ? 'hears' : 'hear'} of no changes now, and ${off.length === 1 ? 'asks' : 'ask'} the store each time.`
      : ''
  return `Near-cache: ${rate}; sessions kept: ${held}${lag}.${without}`
}
