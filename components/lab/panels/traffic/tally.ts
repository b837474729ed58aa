import type { Cart } from './plan'

/** One add of a run and what was answered in the end, a repeat included; null: nothing. */
export type Add = { readonly shopper: number; readonly productId: string; readonly status: number | null }

export type Fate = 'acknowledged' | 'refused' | 'lost'

/** What one cart, of several shoppers together, has of a run's adds. */
export type Held = {
  /** Acknowledged adds that are there. */
  readonly present: number
  /** Things that are there once more than all adds, acknowledged or not, can explain. */
  readonly doubled: number
}

/** What became of an add. Refused: no by an answer, be it that the store was away. Lost: no answer, or only the balancer's. */
export function fateOf(status: number | null): Fate {
  if (status === null) return 'lost'
  if (status < 300) return 'acknowledged'
  return status < 500 || status === 503 ? 'refused' : 'lost'
}

/** Whether an add may have been carried out without saying so: worth a repeat with the same key. */
export function isUnsure(status: number | null): boolean {
  return status === null || status >= 500
}

export function countFates(adds: readonly Add[]): Record<Fate, number> {
  const counts = { acknowledged: 0, refused: 0, lost: 0 }
  for (const { status } of adds) counts[fateOf(status)]++
  return counts
}

/**
 * Holds a cart against a shopper's adds.
 * @param before what it held before the run
 */
export function heldOf(adds: readonly Add[], before: Cart, after: Cart): Held {
  let present = 0
  let doubled = 0
  for (const id of new Set(adds.map(({ productId }) => productId))) {
    const own = adds.filter(({ productId }) => productId === id)
    const acknowledged = own.filter(({ status }) => fateOf(status) === 'acknowledged').length
    const unsure = own.filter(({ status }) => isUnsure(status)).length
    const more = Math.max(0, (after[id] ?? 0) - (before[id] ?? 0))
    present += Math.min(more, acknowledged)
    doubled += Math.max(0, more - acknowledged - unsure)
  }
  return { present, doubled }
}

/** The same of several shoppers; null when a cart could not be read. */
export function heldByAll(
  adds: readonly Add[],
  carts: readonly { readonly shopper: number; readonly before: Cart; readonly after: Cart | null }[],
): Held | null {
  let sum: Held = { present: 0, doubled: 0 }
  for (const { shopper, before, after } of carts) {
    if (!after) return null
    const { present, doubled } = heldOf(
      adds.filter((add) => add.shopper === shopper),
      before,
      after,
    )
    sum = { present: sum.present + present, doubled: sum.doubled + doubled }
  }
  return sum
}

/** Answers per replica and, in it, per shopper; those that no replica gave are left out. */
export function countByReplica(answers: readonly { readonly replica: string | null; readonly shopper: number }[]) {
  const counts: Record<string, Record<number, number>> = {}
  for (const { replica, shopper } of answers) {
    if (replica === null) continue
    const own = counts[replica] ?? {}
    counts[replica] = { ...own, [shopper]: (own[shopper] ?? 0) + 1 }
  }
  return counts
}
