import type { AttributeValue, Session, Step } from '../../session'
import { combine } from './digest'
import { operationDigest } from './merge'
import type { Beginning, Effect, Operation, SessionRecord } from './record'
import { laterOf, type Stamp } from './stamp'

type Attributes = Map<string, AttributeValue>

/** The attributes of a record that has its beginning: what it began with, and every operation since in the order of their stamps. */
export function attributesOf(record: SessionRecord, isInherited: (key: string) => boolean): Attributes {
  const attributes = startOf(record, isInherited)
  for (const { effects } of record.operations) if (effects) perform(attributes, effects)
  return attributes
}

/** Of a fork, what the other session inherited is not part. */
function startOf({ beginning, fork }: SessionRecord, isInherited: (key: string) => boolean): Attributes {
  const pairs = beginning?.attributes ?? []
  return new Map(fork ? [...pairs.filter(([key]) => !isInherited(key)), ...fork.cart] : pairs)
}

/** Does to attributes what a change did. */
export function perform(attributes: Attributes, effects: readonly Effect[]): void {
  for (const effect of effects) {
    const [kind, key] = effect
    if (kind === 'set') attributes.set(key, effect[2])
    else if (kind === 'delete') attributes.delete(key)
    else {
      const current = attributes.get(key) ?? 0
      // A counter that became text on the other side of a partition stays what it is now.
      if (typeof current !== 'number') continue
      const next = current + effect[2]
      if (next <= 0) attributes.delete(key)
      else if (Number.isSafeInteger(next)) attributes.set(key, next)
    }
  }
}

/**
 * What steps have done, from the attributes before and after. An addition is noted as what was added, so that additions on two sides
 * of a partition add up; one that took more than there was, as it was asked.
 */
export function effectsOf(steps: readonly Step[], before: ReadonlyMap<string, AttributeValue>): Effect[] {
  const now = new Map(before)
  return steps.map((step): Effect => {
    if ('set' in step) {
      const value = Object.is(step.value, -0) ? 0 : step.value
      now.set(step.set, value)
      return ['set', step.set, value]
    }
    if ('delete' in step) {
      now.delete(step.delete)
      return ['delete', step.delete]
    }
    const current = Number(now.get(step.add) ?? 0)
    const by = step.max !== undefined && step.by > 0 ? Math.min(step.by, step.max - current) : step.by
    const next = current + by
    if (next <= 0) now.delete(step.add)
    else now.set(step.add, next)
    return ['add', step.add, by]
  })
}

export function versionOf({ beginning, operations }: SessionRecord): number {
  return (beginning?.version ?? 0) + operations.filter(({ effects }) => effects !== null).length
}

/** The stamp of the next operation that `member` accepts in `epoch`: later than everything that the record knows. */
export function nextStamp(record: SessionRecord, epoch: number, member: string): Stamp {
  const known = [record.beginning?.since, record.beginning?.through, record.successor?.stamp, record.operations.at(-1)?.stamp]
  let [highest, sequence] = [epoch, 0]
  for (const stamp of known) {
    if (!stamp) continue
    highest = Math.max(highest, stamp[0])
    sequence = Math.max(sequence, stamp[1])
  }
  return [highest, sequence + 1, member]
}

/** When a session ends if nothing more comes, in milliseconds since the epoch: the earlier of the idle and the absolute end. */
export function endOf({ beginning, lastSeenAt }: SessionRecord): number {
  return beginning ? Math.min(lastSeenAt + beginning.idleMs, beginning.absoluteEnd) : 0
}

/** A record as others see it. `fromEntries` defines own properties, so "__proto__" is a key like any other. */
export function sessionOf(id: string, record: SessionRecord & { beginning: Beginning }, attributes: Attributes): Session {
  const { beginning, lastSeenAt } = record
  return Object.freeze({
    id,
    userId: beginning.userId,
    createdAt: beginning.createdAt,
    lastSeenAt,
    expiresAt: endOf(record),
    attributes: Object.freeze(Object.fromEntries(attributes)),
    version: versionOf(record),
  })
}

/** Puts operations that all members know, and whose ids need not be remembered any more, into the beginning: from the first on, without gaps. */
export function fold(
  record: SessionRecord,
  isDone: (operation: Operation) => boolean,
  isInherited: (key: string) => boolean,
): SessionRecord {
  const { beginning, operations } = record
  const firstKept = operations.findIndex((operation) => !isDone(operation))
  const done = firstKept < 0 ? operations : operations.slice(0, firstKept)
  // A fork's beginning is told from what was added since, for as long as it lives.
  if (!beginning || done.length === 0 || record.fork) return record
  const real = done.filter(({ effects }) => effects !== null)
  const ofBefore = done.findLast(({ effects }) => effects === null)
  const attributes = startOf(record, isInherited)
  for (const { effects } of real) if (effects) perform(attributes, effects)
  return {
    ...record,
    beginning: {
      ...beginning,
      attributes: [...attributes],
      steps: null,
      version: beginning.version + real.length,
      covers: laterOf(beginning.covers, ofBefore?.stamp ?? null),
      through: real.at(-1)?.stamp ?? beginning.through,
      digest: real.map(operationDigest).reduce(combine, beginning.digest),
    },
    operations: operations.slice(done.length),
  }
}
