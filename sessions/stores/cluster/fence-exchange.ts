import type { Core } from './core'
import type { Digest } from './digest'
import type { Fence } from './fences'

/** So many go into one frame: some tens of kilobytes. */
export const FENCES_AT_ONCE = 1_000

/** Brings the fences that differ over, both ways. What is missed since others come meanwhile is found the next time. Rejects when it breaks off. */
export async function exchangeFences(core: Core, id: string, timeoutMs: number): Promise<void> {
  const { fences } = core
  const differing = (await core.ask(id, { kind: 'differing-fences', digests: fences.digests }, timeoutMs)) as number[]
  if (differing.length === 0) return
  const known = new Map<string, number>()
  for (let from = 0; ; from += FENCES_AT_ONCE) {
    const theirs = (await core.ask(id, { kind: 'fences-of', partitions: differing, from }, timeoutMs)) as Fence[]
    for (const [userId, fence] of theirs) {
      known.set(userId, fence)
      fences.raise(userId, fence)
    }
    if (theirs.length < FENCES_AT_ONCE) break
  }
  const mine = fences.slice(differing, 0, Number.POSITIVE_INFINITY).filter(([userId, fence]) => known.get(userId) !== fence)
  for (let from = 0; from < mine.length; from += FENCES_AT_ONCE)
    await core.ask(id, { kind: 'fences', fences: mine.slice(from, from + FENCES_AT_ONCE) }, timeoutMs)
}

/** The partitions of users of which this member has other fences. */
export function differingFences({ fences }: Core, digests: readonly Digest[]): number[] {
  return fences.digests.flatMap((mine, partition) => {
    const theirs = digests[partition]
    return theirs && mine[0] === theirs[0] && mine[1] === theirs[1] ? [] : [partition]
  })
}
