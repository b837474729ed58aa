import type { Digest } from './digest'
import { recordDigest } from './merge'
import { type Packed, pack } from './packed'
import type { SessionRecord } from './record'
import { endOf } from './replay'

/**
 * A session in memory: packed, and beside it what is looked at without unpacking. All numbers fit into 31 bits and a sign (times are in
 * seconds until 2038), which take no room outside of this object.
 */
export class Slot {
  readonly #first: number
  readonly #second: number
  readonly #until: number

  constructor(
    readonly packed: Packed,
    digest: Digest,
    untilMs: number,
    /** Nothing of it can be freed before it is forgotten. */
    readonly isSettled: boolean,
  ) {
    this.#first = digest[0] | 0
    this.#second = digest[1] | 0
    this.#until = Math.ceil(untilMs / 1_000)
  }

  static of(id: string, record: SessionRecord): Slot {
    return new Slot(
      flat(pack(record)),
      recordDigest(id, record),
      forgettableFrom(record),
      record.operations.length === 0 && !record.successor,
    )
  }

  get digest(): Digest {
    return [this.#first >>> 0, this.#second >>> 0]
  }

  /**
   * What members compare: also when the session ends if nothing more comes, to the second. A touch that one of them missed shows here,
   * and is no gap between changes.
   */
  get state(): Digest {
    const until = Math.imul(this.#until, 0x9e3779b1)
    return [mixed(this.#first ^ until), mixed(this.#second + until)]
  }

  /** When it can be forgotten, in milliseconds since the epoch: less than a second later than it has ended. */
  get until(): number {
    return this.#until * 1_000
  }
}

/** What was ended or renewed is remembered as long as it could have lived, or a member that was cut off could bring it back. */
function forgettableFrom(record: SessionRecord): number {
  if (record.endedUntil > 0) return record.endedUntil
  return record.successor || record.isRetired ? (record.beginning?.absoluteEnd ?? 0) : endOf(record)
}

/** The end of MurmurHash3 (Appleby 2011): every bit changes half of the others. */
function mixed(number: number): number {
  let bits = Math.imul(number ^ (number >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** A text in one piece. What `JSON.stringify` makes of parts that double in length stays a tree of these, half as large again, until it is read. */
function flat(text: string): string {
  text.charCodeAt(0)
  return text
}
