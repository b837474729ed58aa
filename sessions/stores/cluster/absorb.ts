import { EMPTY_PART, forkOf, knowing, merge } from './merge'
import type { Operation, SessionRecord, Successor } from './record'
import { attributesOf, perform } from './replay'
import { compareStamps, laterOf } from './stamp'
import type { Table } from './table'

/** Whether an attribute belongs to the cart, which a sign-in hands on: by its key. */
export type IsInherited = (key: string) => boolean

/**
 * Merges what another member (or this one) knows of a session into the table, and settles what follows from it for the sessions before
 * and after a renewal. False: it is a part, and the rest of the session is unknown here.
 */
export function absorb(table: Table, isInherited: IsInherited, id: string, incoming: SessionRecord): boolean {
  const known = table.get(id)
  if (!known && !incoming.beginning && incoming.endedUntil === 0) return false
  const fork = forkOf(known, incoming)
  const merged = known ? merge(known, incoming) : incoming
  table.put(id, merged)
  if (fork) markForked(table, isInherited, fork.loser.id, merged)
  passForkOn(table, isInherited, merged)
  if (merged.successor) settle(table, isInherited, merged, merged.successor)
  const from = merged.beginning?.from
  const before = from ? table.get(from) : null
  if (!before?.successor) return true
  if (before.successor.id === id) {
    passForkOn(table, isInherited, before)
    settle(table, isInherited, before, before.successor)
  }
  // An heir may be known before the session in whose place it is.
  else if (compareStamps(merged.beginning?.since ?? before.successor.stamp, before.successor.stamp) < 0)
    markForked(table, isInherited, id, before)
  return true
}

/** What reached a session after its renewal, on the other side of a partition, moves to the one that took its place; so does its end after a renewal that nobody gave a password for. */
function settle(table: Table, isInherited: IsInherited, before: SessionRecord, successor: Successor): void {
  const after = table.get(successor.id)
  // One that is retired has handed on what it had, and takes nothing in any more.
  if (!after?.beginning || after.endedUntil > 0 || after.isRetired) return
  if (before.endedUntil > 0) {
    if (successor.grace === 'full') absorb(table, isInherited, successor.id, { ...EMPTY_PART, endedUntil: before.endedUntil })
    return
  }
  const isKnown = knowing(after.operations)
  const taken = laterOf(after.beginning.covers, after.beginning.through)
  const isLate = (operation: Operation) =>
    operation.effects && !isKnown(operation) && !(taken && compareStamps(operation.stamp, taken) <= 0)
  const late = before.operations.filter(isLate)
  const moved = successor.grace === 'full' ? late : late.map((operation) => aboutCart(operation, isInherited))
  if (moved.length > 0) absorb(table, isInherited, successor.id, { ...EMPTY_PART, operations: moved })
}

function aboutCart(operation: Operation, isInherited: IsInherited): Operation {
  return { ...operation, effects: (operation.effects ?? []).filter(([, key]) => isInherited(key)) }
}

/** Marks a session that lost the race to be the heir: the cart that it began with stays with the heir alone. */
function markForked(table: Table, isInherited: IsInherited, id: string, before: SessionRecord): void {
  takeBack(table, isInherited, id, before)
  const { fork, beginning, endedUntil } = table.get(id) ?? EMPTY_PART
  const at = beginning?.since
  if (!at || endedUntil > 0 || (fork && compareStamps(fork.at, at) >= 0)) return
  absorb(table, isInherited, id, { ...EMPTY_PART, fork: { at, cart: [] } })
}

/** So does what had reached a fork, and those that it was renewed to, from the session before it. */
function takeBack(table: Table, isInherited: IsInherited, id: string, before: SessionRecord): void {
  const { operations, successor, endedUntil } = table.get(id) ?? EMPTY_PART
  if (endedUntil > 0) return
  const isBefore = knowing(before.operations)
  const shared = operations.filter((operation) => operation.effects && isBefore(operation))
  if (shared.length > 0)
    absorb(table, isInherited, id, { ...EMPTY_PART, operations: shared.map((operation) => ({ ...operation, effects: null })) })
  if (successor) takeBack(table, isInherited, successor.id, before)
}

/** A session that a fork was renewed to begins with what was added to the fork alone, and by the steps of that renewal. */
function passForkOn(table: Table, isInherited: IsInherited, { fork, successor, ...before }: SessionRecord): void {
  const after = successor && fork ? table.get(successor.id) : null
  if (!successor || !fork || !after?.beginning || after.endedUntil > 0) return
  if (after.fork && compareStamps(after.fork.at, fork.at) >= 0) return
  const operations = before.operations.filter(knowing(after.operations.filter(({ effects }) => effects === null)))
  const attributes = attributesOf({ ...before, fork, successor, operations }, isInherited)
  perform(attributes, after.beginning.steps ?? [])
  const cart = [...attributes].filter(([key]) => isInherited(key))
  absorb(table, isInherited, successor.id, { ...EMPTY_PART, fork: { at: fork.at, cart } })
}
