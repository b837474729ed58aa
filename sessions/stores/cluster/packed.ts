import type { Beginning, Effect, Operation, SessionRecord, Successor } from './record'
import type { Stamp } from './stamp'

/**
 * A record as one text: a fifth of the memory of the same as objects, and what members send each other. JSON of arrays, so that no
 * name is repeated; an operation's stamp comes in three fields. Of an operation after another one, the member is 0 where it is the same
 * again, and the time what has passed since.
 */
export type Packed = string

type PackedOperation = [string, number, number, string | 0, string, number, PackedEffect[] | 0, 1?]
type PackedEffect = [0 | 1 | 2, string, (string | number)?]

const KINDS = ['set', 'delete', 'add'] as const

export function pack(record: SessionRecord): Packed {
  const { beginning, lastSeenAt, fence, fork, endedUntil, successor, isRetired, operations } = record
  return JSON.stringify([
    beginning ? packBeginning(beginning) : 0,
    lastSeenAt,
    fence,
    fork ? [fork.at, fork.cart] : 0,
    endedUntil,
    successor ? packSuccessor(successor) : 0,
    isRetired ? 1 : 0,
    operations.map((operation, index) => packOperation(operation, operations[index - 1])),
  ])
}

/** @throws when the text was not made by {@link pack} */
export function unpack(packed: Packed): SessionRecord {
  const [beginning, lastSeenAt, fence, fork, endedUntil, successor, isRetired, operations] = JSON.parse(packed)
  return {
    beginning: beginning === 0 ? null : unpackBeginning(beginning),
    lastSeenAt,
    fence,
    fork: fork === 0 ? null : { at: fork[0], cart: fork[1] },
    endedUntil,
    successor: successor === 0 ? null : unpackSuccessor(successor),
    isRetired: isRetired === 1,
    operations: unpackOperations(operations),
  }
}

function packBeginning(beginning: Beginning) {
  const { userId, createdAt, idleMs, absoluteEnd, from, attributes, version, since, covers, through, digest } = beginning
  return [userId, createdAt, idleMs, absoluteEnd, from, attributes, version, since, covers, through, digest]
}

function unpackBeginning(fields: never[]): Beginning {
  const [userId, createdAt, idleMs, absoluteEnd, from, attributes, version, since, covers, through, digest] = fields
  return { userId, createdAt, idleMs, absoluteEnd, from, attributes, version, since, covers, through, digest } as unknown as Beginning
}

function packSuccessor({ id, stamp, userId, sealedToken, grace, endsAt }: Successor) {
  return [id, stamp, userId, sealedToken, grace, endsAt]
}

function unpackSuccessor(fields: never[]): Successor {
  const [id, stamp, userId, sealedToken, grace, endsAt] = fields
  return { id, stamp, userId, sealedToken, grace, endsAt } as unknown as Successor
}

function packOperation({ id, stamp, fingerprint, at, effects, again }: Operation, before: Operation | undefined): PackedOperation {
  const [epoch, sequence, member] = stamp
  const who = before?.stamp[2] === member ? 0 : member
  const since = at - (before?.at ?? 0)
  const packed: PackedOperation = [id, epoch, sequence, who, fingerprint, since, effects === null ? 0 : effects.map(packEffect)]
  if (again) packed.push(1)
  return packed
}

function unpackOperations(packed: readonly PackedOperation[]): Operation[] {
  let [lastMember, lastAt] = ['', 0]
  return packed.map(([id, epoch, sequence, who, fingerprint, since, effects, again]) => {
    lastMember = who === 0 ? lastMember : who
    lastAt += since
    const stamp: Stamp = [epoch, sequence, lastMember]
    const done = effects === 0 ? null : effects.map(unpackEffect)
    return { id, stamp, fingerprint, at: lastAt, effects: done, ...(again ? { again: true } : {}) }
  })
}

function packEffect([kind, key, value]: Effect): PackedEffect {
  const code = KINDS.indexOf(kind) as 0 | 1 | 2
  return value === undefined ? [code, key] : [code, key, value]
}

function unpackEffect([code, key, value]: PackedEffect): Effect {
  return [KINDS[code], key, value] as unknown as Effect
}
