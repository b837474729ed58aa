import type { Fault } from '../contract'

/**
 * The faults of which several supervisors have parts: undone when the last part was, healed when the slowest one had.
 * @returns them in the order in which they began
 */
export function mergedFaults(states: readonly { readonly faults: readonly Fault[] }[]): Fault[] {
  const byId = new Map<string, Fault>()
  for (const { faults } of states)
    for (const part of faults) {
      const known = byId.get(part.id)
      byId.set(part.id, known ? merged(known, part) : part)
    }
  return [...byId.values()].sort((a, b) => a.began - b.began)
}

function merged(one: Fault, other: Fault): Fault {
  const last = (a: number | null, b: number | null) => (a === null || b === null ? null : Math.max(a, b))
  return {
    ...one,
    began: Math.min(one.began, other.began),
    ends: Math.max(one.ends, other.ends),
    undone: last(one.undone, other.undone),
    healedMs: last(one.healedMs, other.healedMs),
  }
}
