import type { ModeName } from './modes'
import type { OpenStores } from './open-store'

/**
 * Waits until this replica's clusters have caught up with the other replicas, at most `ms` milliseconds.
 * @throws what a cluster fails by that cannot take part, such as a port that is taken
 * @returns the modes that have not; empty where all have, or where there is no cluster
 */
export async function untilJoined({ clusters }: Pick<OpenStores, 'clusters'>, ms: number): Promise<ModeName[]> {
  const waiting = new Set(clusters.keys())
  const joined = Promise.all([...clusters].map(([mode, store]) => store.joined.then(() => waiting.delete(mode))))
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  try {
    await Promise.race([joined, enough])
  } finally {
    clearTimeout(timer)
  }
  return [...waiting]
}
