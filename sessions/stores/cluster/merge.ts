import { combine, type Digest, digestOf, NOTHING } from './digest'
import type { Beginning, Fork, Operation, SessionRecord, Successor } from './record'
import { compareStamps, type Stamp } from './stamp'

/** Whether two operations are one change that was accepted twice, on two sides of a partition, and not one whose id was forgotten between them. */
function isSame(one: Operation, other: Operation): boolean {
  if (one.id !== other.id) return false
  const [earlier, later] = compareStamps(one.stamp, other.stamp) < 0 ? [one, other] : [other, one]
  return compareStamps(one.stamp, other.stamp) === 0 || !later.after || compareStamps(earlier.stamp, later.after) > 0
}

/** Tells whether an operation is among these, under whichever stamp. */
export function knowing(operations: readonly Operation[]): (operation: Operation) => boolean {
  const ids = new Set(operations.map(({ id }) => id))
  return (operation) => ids.has(operation.id) && operations.some((each) => isSame(each, operation))
}

/** A part that adds nothing: for spreading what it does add over it. */
export const EMPTY_PART: SessionRecord = {
  beginning: null,
  lastSeenAt: 0,
  fence: 0,
  fork: null,
  endedUntil: 0,
  successor: null,
  isRetired: false,
  operations: [],
}

/** Merges two versions of one session, or a part into one: commutative, associative and idempotent. */
export function merge(one: SessionRecord, other: SessionRecord): SessionRecord {
  const beginning = furtherOf(one.beginning, other.beginning)
  const isRetired = one.isRetired || other.isRetired
  const isOver = isRetired || one.endedUntil > 0 || other.endedUntil > 0
  return {
    beginning: isOver && beginning ? { ...beginning, attributes: [] } : beginning,
    lastSeenAt: Math.max(one.lastSeenAt, other.lastSeenAt),
    fence: Math.max(one.fence, other.fence),
    fork: nearerOf(one.fork, other.fork),
    endedUntil: Math.max(one.endedUntil, other.endedUntil),
    successor: isRetired ? null : winnerOf(one.successor, other.successor),
    isRetired,
    operations: isOver ? [] : union(one, other, beginning),
  }
}

/** The two successors of a session that both sides of a partition renewed: the later stamp inherits; null where there is no such fork. */
export function forkOf(one: SessionRecord | null, other: SessionRecord): { heir: Successor; loser: Successor } | null {
  const [a, b] = [one?.successor, other.successor]
  if (!a || !b || a.id === b.id) return null
  return compareStamps(a.stamp, b.stamp) > 0 ? { heir: a, loser: b } : { heir: b, loser: a }
}

/** What members compare of a session, but for what changes have done; when it was last seen is no part of it. */
export function frameDigest(id: string, { endedUntil, isRetired, fence, fork, successor }: SessionRecord): Digest {
  if (endedUntil > 0) return digestOf(`${id} ended`)
  if (isRetired) return digestOf(`${id} retired`)
  return digestOf(`${id} ${fence} ${fork && JSON.stringify(fork)} ${successor?.id}`)
}

/** What changes have done: each adds its own. */
export function operationsDigest({ beginning, endedUntil, isRetired, operations }: SessionRecord): Digest {
  if (endedUntil > 0 || isRetired) return NOTHING
  const applied = operations.filter(({ effects }) => effects !== null)
  return applied.map(operationDigest).reduce(combine, beginning?.digest ?? NOTHING)
}

export function operationDigest(operation: Operation): Digest {
  return digestOf(`${operation.id} ${operation.stamp.join('.')}`)
}

/** Of two, the one into which more has been folded; of equal ones the later renewal, and then one that all members choose. */
function furtherOf(one: Beginning | null, other: Beginning | null): Beginning | null {
  if (!one || !other) return one ?? other
  const order = compareOrNull(one.through, other.through) || compareOrNull(one.since, other.since)
  return order > 0 || (order === 0 && JSON.stringify(one) >= JSON.stringify(other)) ? one : other
}

function compareOrNull(a: Stamp | null, b: Stamp | null): number {
  return a && b ? compareStamps(a, b) : Number(a !== null) - Number(b !== null)
}

/** The fork that is nearer to the session takes more from it; of the same one as two members saw it, the smaller cart knows more of what others inherited. */
function nearerOf(one: Fork | null, other: Fork | null): Fork | null {
  if (!one || !other) return one ?? other
  const order = compareStamps(one.at, other.at) || countOf(other) - countOf(one)
  return order > 0 || (order === 0 && JSON.stringify(one.cart) <= JSON.stringify(other.cart)) ? one : other
}

function countOf({ cart }: Fork): number {
  return cart.reduce((sum, [, value]) => sum + (typeof value === 'number' ? value : 1), 0)
}

function winnerOf(one: Successor | null, other: Successor | null): Successor | null {
  if (!one || !other) return one ?? other
  return compareStamps(one.stamp, other.stamp) >= 0 ? one : other
}

/** Each operation once, in order, without those that the beginning has already. Of one accepted on both sides of a partition the earlier counts. */
function union(one: SessionRecord, other: SessionRecord, beginning: Beginning | null): readonly Operation[] {
  const [last, added] = [one.operations.at(-1), other.operations[0]]
  if (beginning === one.beginning) {
    if (!added) return one.operations
    // As nearly all changes: one more, after all others.
    const isLatest = other.operations.length === 1 && added.effects && (!last || compareStamps(last.stamp, added.stamp) < 0)
    const isNew = isLatest && !one.operations.some(({ id }) => id === added.id) && isAfter(added, beginning)
    if (isNew) return [...one.operations, added]
  }
  const all = [...one.operations, ...other.operations].filter((operation) => operation.effects === null || isAfter(operation, beginning))
  const kept = new Map<string, Operation[]>()
  for (const operation of all.sort(byPrecedence)) {
    const known = kept.get(operation.id)
    if (!known) kept.set(operation.id, [operation])
    else if (!known.some((each) => isSame(each, operation))) known.push(operation)
  }
  return [...kept.values()].flat().sort((a, b) => compareStamps(a.stamp, b.stamp))
}

function isAfter({ stamp }: Operation, beginning: Beginning | null): boolean {
  return !beginning?.through || compareStamps(stamp, beginning.through) > 0
}

/** What the beginning has already comes before everything. */
function byPrecedence(a: Operation, b: Operation): number {
  return Number(a.effects !== null) - Number(b.effects !== null) || compareStamps(a.stamp, b.stamp) || a.at - b.at
}
