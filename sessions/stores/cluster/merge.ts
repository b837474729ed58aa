import { combine, type Digest, digestOf, NOTHING } from './digest'
import type { Beginning, Fork, Operation, SessionRecord, Successor } from './record'
import { compareStamps, type Stamp } from './stamp'

/** What tells operations apart. */
export function keyOfOperation({ id, again, stamp }: Operation): string {
  return again ? `${id}~${stamp.join('.')}` : id
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
    operations: isOver ? [] : union(one.operations, other.operations, beginning),
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
  return digestOf(`${keyOfOperation(operation)} ${operation.stamp.join('.')}`)
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

/** Each operation once, in order, without those that the beginning has already. Of an id accepted on both sides of a partition the earlier counts. */
function union(one: readonly Operation[], other: readonly Operation[], beginning: Beginning | null): readonly Operation[] {
  if (other.length === 0 && one.length === 0) return one
  const byKey = new Map<string, Operation>()
  for (const operation of [...one, ...other]) {
    const key = keyOfOperation(operation)
    const known = byKey.get(key)
    if (!known || isBefore(operation, known)) byKey.set(key, operation)
  }
  const through = beginning?.through
  const kept = [...byKey.values()].filter(({ stamp, effects }) => effects === null || !through || compareStamps(stamp, through) > 0)
  return kept.sort((a, b) => compareStamps(a.stamp, b.stamp))
}

/** What the beginning has already comes before everything. */
function isBefore(one: Operation, other: Operation): boolean {
  if ((one.effects === null) !== (other.effects === null)) return one.effects === null
  const order = compareStamps(one.stamp, other.stamp)
  return order < 0 || (order === 0 && one.at < other.at)
}
