/**
 * When a change took place, in an order that all members agree on without trusting any clock: the epoch of the view in which it was
 * accepted, its number in the session, and the member that accepted it (Lamport 1978, with the epoch in front so that an owner from
 * before a change of members never wins).
 */
export type Stamp = readonly [epoch: number, sequence: number, member: string]

/** Negative when `a` comes before `b`. */
export function compareStamps(a: Stamp, b: Stamp): number {
  return a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0)
}

/** Whichever comes later; null comes before everything. */
export function laterOf(a: Stamp | null, b: Stamp | null): Stamp | null {
  if (!a || !b) return a ?? b
  return compareStamps(a, b) < 0 ? b : a
}
