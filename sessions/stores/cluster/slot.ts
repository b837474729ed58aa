import { type Digest, isSameDigest, keyed, mixed } from './digest'
import { frameDigest, operationDigest, operationsDigest } from './merge'
import { type Packed, pack, unpack } from './packed'
import type { SessionRecord } from './record'
import { endOf, nextStamp } from './replay'

/** So many characters of changes are noted before all is packed anew: about eight. */
const NOTED = 1_000

/**
 * A session in memory: packed, with the last changes noted behind it, and beside it what is looked at without unpacking. All numbers
 * fit into 31 bits and a sign (times are in seconds until 2038), which take no room outside of this object.
 */
export class Slot {
  #packed: Packed
  /** Parts that follow on it, one a line. */
  #notes = ''
  readonly #frameFirst: number
  readonly #frameSecond: number
  #first: number
  #second: number
  #until: number
  /** What comes after everything in it has a higher number, and no lower epoch; -1: what comes has to be merged. */
  #epoch = -1
  #sequence = 0
  readonly #idleMs: number
  readonly #absoluteEnd: number
  /** Nothing of it can be freed before it is forgotten. */
  isSettled: boolean

  constructor(id: string, record: SessionRecord) {
    const { beginning, successor, isRetired, endedUntil, operations } = record
    const [frame, digest] = [frameDigest(id, record), operationsDigest(record)]
    this.#packed = flat(pack(record))
    this.#frameFirst = frame[0] | 0
    this.#frameSecond = frame[1] | 0
    this.#first = digest[0] | 0
    this.#second = digest[1] | 0
    this.#until = seconds(forgettableFrom(record))
    this.#idleMs = beginning?.idleMs ?? 0
    this.#absoluteEnd = seconds(beginning?.absoluteEnd ?? 0)
    this.isSettled = operations.length === 0 && !successor
    if (!beginning || successor || isRetired || endedUntil > 0) return
    const [epoch, next] = nextStamp(record, 0, '')
    this.#epoch = epoch
    this.#sequence = next - 1
  }

  get record(): SessionRecord {
    const record = unpack(this.#packed)
    return this.#notes === '' ? record : this.#notes.trimEnd().split('\n').map(unpack).reduce(followedBy, record)
  }

  /** In characters. */
  get length(): number {
    return this.#packed.length + this.#notes.length
  }

  /** As members send it; null when it has to be packed anew for that. */
  get packed(): Packed | null {
    return this.#notes === '' ? this.#packed : null
  }

  /**
   * Notes a part, if that does nothing but follow on what is here: quicker than to unpack and merge, and what a change nearly always is.
   * @param before what the session was where the part was made
   */
  note(before: Digest, part: SessionRecord): boolean {
    const { operations } = part
    if (this.#notes.length > NOTED || !isSameDigest(before, this.digest) || !isChange(part)) return false
    let sequence = this.#sequence
    for (const { stamp } of operations) {
      if (this.#epoch < 0 || stamp[0] < this.#epoch || stamp[1] <= sequence) return false
      sequence = stamp[1]
    }
    for (const operation of operations) {
      const [first, second] = operationDigest(operation)
      this.#first ^= first
      this.#second ^= second
    }
    this.#notes += `${pack(part)}\n`
    this.#epoch = operations.at(-1)?.stamp[0] ?? this.#epoch
    this.#sequence = sequence
    this.#until = Math.max(this.#until, Math.min(seconds(part.lastSeenAt + this.#idleMs), this.#absoluteEnd))
    this.isSettled = false
    return true
  }

  get digest(): Digest {
    return keyed([this.#frameFirst, this.#frameSecond], [this.#first, this.#second])
  }

  /**
   * What members compare: also when the session ends if nothing more comes, to the second. A touch that one of them missed shows here,
   * and is no gap between changes.
   */
  get state(): Digest {
    const until = Math.imul(this.#until, 0x9e3779b1)
    const [first, second] = this.digest
    return [mixed(first ^ until), mixed(second + until)]
  }

  /** Whether it is remembered only because it was: ended, or renewed. */
  get isOver(): boolean {
    return this.#epoch < 0
  }

  /** When it can be forgotten, in milliseconds since the epoch: less than a second later than it has ended. */
  get until(): number {
    return this.#until * 1_000
  }
}

/** The record when a part has been noted that follows on it. */
export function followedBy(record: SessionRecord, { lastSeenAt, operations }: SessionRecord): SessionRecord {
  return { ...record, lastSeenAt: Math.max(record.lastSeenAt, lastSeenAt), operations: [...record.operations, ...operations] }
}

/** Whether a part says nothing but what was done to a session that goes on. */
function isChange({ beginning, fence, fork, endedUntil, successor, isRetired, operations }: SessionRecord): boolean {
  const saysMore = beginning || fork || successor || isRetired || fence > 0 || endedUntil > 0
  return !saysMore && operations.length > 0 && operations.every(({ effects }) => effects !== null)
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1_000)
}

/** What was ended or renewed is remembered as long as it could have lived, or a member that was cut off could bring it back. */
function forgettableFrom(record: SessionRecord): number {
  if (record.endedUntil > 0) return record.endedUntil
  return record.successor || record.isRetired ? (record.beginning?.absoluteEnd ?? 0) : endOf(record)
}

/** A text in one piece. What `JSON.stringify` makes of parts that double in length stays a tree of these, half as large again, until it is read. */
function flat(text: string): string {
  text.charCodeAt(0)
  return text
}
