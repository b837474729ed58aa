import type { Traffic } from './result'

/** The wire's counters of all members together. */
export type WireTotals = { readonly frames: number; readonly bytes: number }

type Counters = Readonly<Record<string, number>>

/** The sum of one counter. @throws Error when a member does not count it: a sum without it would be wrong */
export function sumOf(counters: readonly Counters[], name: string): number {
  return counters.reduce((sum, each) => {
    const value = each[name]
    if (value === undefined) throw new Error(`A member has no counter "${name}".`)
    return sum + value
  }, 0)
}

export function wireTotals(counters: readonly Counters[]): WireTotals {
  return { frames: sumOf(counters, 'wire_frames_sent'), bytes: sumOf(counters, 'wire_bytes_sent') }
}

export function difference(after: WireTotals, before: WireTotals): WireTotals {
  return { frames: after.frames - before.frames, bytes: after.bytes - before.bytes }
}

/**
 * What the wire carried for each change: what it carried in all, without what it would have carried at rest (greetings, comparisons).
 * @param rest what it carried within `restMs` without any change
 */
export function perChange(busy: WireTotals, busyMs: number, rest: WireTotals, restMs: number, changes: number): Traffic {
  if (changes === 0) throw new RangeError('Nothing was changed.')
  const each = (carried: number, atRest: number) => Math.max(0, carried - atRest * (busyMs / restMs)) / changes
  return { frames: each(busy.frames, rest.frames), bytes: each(busy.bytes, rest.bytes) }
}

/** So many at once over so many members: as evenly as it goes, and one for each at least. */
export function spread(atOnce: number, members: number): number[] {
  return Array.from({ length: members }, (_, index) => Math.max(1, Math.floor((atOnce + index) / members)))
}

/** Copies of each session that a cluster of this size has once all are made. */
export function copiesIn(kind: 'replicated' | 'primary-backup', members: number): number {
  return kind === 'replicated' ? members : Math.min(2, members)
}

/** Cuts a list into so many parts, as evenly as it goes. */
export function cut<T>(all: readonly T[], parts: number): T[][] {
  return Array.from({ length: parts }, (_, part) => all.filter((_, index) => index % parts === part))
}
