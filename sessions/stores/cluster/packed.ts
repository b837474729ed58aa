import { type Digest, NOTHING } from './digest'
import type { Beginning, Effect, Operation, SessionRecord, Successor } from './record'
import { compareStamps, type Stamp } from './stamp'

/**
 * A record as one text: a fifth of the memory of the same as objects, and what members send each other. JSON of arrays, so that no
 * name is repeated; 0 for whatever is not there. Times are what has passed since another one, and the stamp of an operation is left out
 * where it is the next one of the same member in the same epoch; what was forgotten is 1 where it is the same as of the operation before.
 */
export type Packed = string

type PackedBeginning = [
  userId: string | 0,
  age: number,
  idleMs: number,
  lifetime: number,
  from: string | 0,
  attributes: Beginning['attributes'],
  version: number,
  since: Stamp | 0,
  covers: Stamp | 0,
  through: Stamp | 0,
  digest: Digest | 0,
  steps?: PackedEffect[],
]

type PackedSuccessor = [id: string, stamp: Stamp, userId: string, sealedToken: string, grace: Successor['grace'], endsAfter: number]
type PackedOperation = [id: string, fingerprint: string, since: number, effects: PackedEffect[] | 0, stamp?: Stamp | 0, after?: Stamp | 1]
type PackedEffect = [0 | 1 | 2, string, (string | number)?]

const KINDS = ['set', 'delete', 'add'] as const

export function pack(record: SessionRecord): Packed {
  const { beginning, lastSeenAt, fence, fork, endedUntil, successor, isRetired, operations } = record
  return JSON.stringify([
    beginning ? packBeginning(beginning, lastSeenAt) : 0,
    lastSeenAt,
    fence,
    fork ? [fork.at, fork.cart] : 0,
    endedUntil,
    successor ? packSuccessor(successor, lastSeenAt) : 0,
    isRetired ? 1 : 0,
    packOperations(operations, lastSeenAt),
  ])
}

/** @throws when the text was not made by {@link pack} */
export function unpack(packed: Packed): SessionRecord {
  const [beginning, lastSeenAt, fence, fork, endedUntil, successor, isRetired, operations] = JSON.parse(packed)
  return {
    beginning: beginning === 0 ? null : unpackBeginning(beginning, lastSeenAt),
    lastSeenAt,
    fence,
    fork: fork === 0 ? null : { at: fork[0], cart: fork[1] },
    endedUntil,
    successor: successor === 0 ? null : unpackSuccessor(successor, lastSeenAt),
    isRetired: isRetired === 1,
    operations: unpackOperations(operations, lastSeenAt),
  }
}

function packBeginning(beginning: Beginning, lastSeenAt: number): PackedBeginning {
  const { userId, createdAt, idleMs, absoluteEnd, from, attributes, version, steps, since, covers, through, digest } = beginning
  const isFolded = digest[0] !== 0 || digest[1] !== 0
  const [age, lifetime, stamps] = [lastSeenAt - createdAt, absoluteEnd - createdAt, [since ?? 0, covers ?? 0, through ?? 0] as const]
  const packed: PackedBeginning = [userId ?? 0, age, idleMs, lifetime, from ?? 0, attributes, version, ...stamps, isFolded ? digest : 0]
  if (steps) packed.push(steps.map(packEffect))
  return packed
}

function unpackBeginning(packed: PackedBeginning, lastSeenAt: number): Beginning {
  const [userId, age, idleMs, lifetime, from, attributes, version, since, covers, through, digest, steps] = packed
  const createdAt = lastSeenAt - age
  return {
    userId: userId === 0 ? null : userId,
    createdAt,
    idleMs,
    absoluteEnd: createdAt + lifetime,
    from: from || null,
    attributes,
    version,
    steps: steps?.map(unpackEffect) ?? null,
    since: since || null,
    covers: covers || null,
    through: through || null,
    digest: digest || NOTHING,
  }
}

function packSuccessor({ id, stamp, userId, sealedToken, grace, endsAt }: Successor, lastSeenAt: number): PackedSuccessor {
  return [id, stamp, userId, sealedToken, grace, endsAt - lastSeenAt]
}

function unpackSuccessor([id, stamp, userId, sealedToken, grace, endsAfter]: PackedSuccessor, lastSeenAt: number): Successor {
  return { id, stamp, userId, sealedToken, grace, endsAt: lastSeenAt + endsAfter }
}

function packOperations(operations: readonly Operation[], lastSeenAt: number): PackedOperation[] {
  let [last, lastAt, lastAfter]: [Stamp | null, number, Stamp | undefined] = [null, lastSeenAt, undefined]
  return operations.map(({ id, stamp, fingerprint, at, effects, after }) => {
    const packed: PackedOperation = [id, fingerprint, at - lastAt, effects === null ? 0 : effects.map(packEffect)]
    const isNext = last !== null && stamp[2] === last[2] && stamp[0] === last[0] && stamp[1] === last[1] + 1
    if (!isNext || after) packed.push(isNext ? 0 : stamp)
    if (after) packed.push(lastAfter && compareStamps(after, lastAfter) === 0 ? 1 : after)
    lastAfter = after
    last = stamp
    lastAt = at
    return packed
  })
}

/** By index: taking lists apart costs twice as much, and this is done with every change. */
function unpackOperations(packed: readonly PackedOperation[], lastSeenAt: number): Operation[] {
  const operations: Operation[] = []
  let last: Stamp = [0, 0, '']
  let after: Stamp = last
  let at = lastSeenAt
  for (const each of packed) {
    at += each[2]
    last = (each.length > 4 && each[4]) || [last[0], last[1] + 1, last[2]]
    const operation = { id: each[0], stamp: last, fingerprint: each[1], at, effects: each[3] === 0 ? null : each[3].map(unpackEffect) }
    if (each[5]) after = each[5] === 1 ? after : each[5]
    operations.push(each[5] ? { ...operation, after } : operation)
  }
  return operations
}

function packEffect([kind, key, value]: Effect): PackedEffect {
  const code = KINDS.indexOf(kind) as 0 | 1 | 2
  return value === undefined ? [code, key] : [code, key, value]
}

function unpackEffect(packed: PackedEffect): Effect {
  return [KINDS[packed[0]], packed[1], packed[2]] as unknown as Effect
}
