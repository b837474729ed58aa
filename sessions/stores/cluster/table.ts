import { tagOf } from '../../token'
import type { Digest } from './digest'
import { combine, NOTHING } from './digest'
import { recordDigest } from './merge'
import { type Packed, pack, unpack } from './packed'
import { PARTITIONS, partitionOf } from './placement'
import type { SessionRecord } from './record'
import { endOf } from './replay'

/** A session in memory: packed, and beside it what is looked at without unpacking. */
class Slot {
  constructor(
    readonly packed: Packed,
    readonly digest: Digest,
    /** When it can be forgotten, in milliseconds since the epoch. */
    readonly until: number,
  ) {}
}

/** So many records are kept unpacked: a change looks at its session some six times, and a busy member has as many under way. */
const RECENT = 64

/** Every session that a member holds, by partition, with a digest of each partition, and the index from users to sessions. */
export class Table {
  readonly #partitions = Array.from({ length: PARTITIONS }, () => new Map<string, Slot>())
  readonly #digests: Digest[] = Array.from({ length: PARTITIONS }, () => NOTHING)
  /** Most users have one session, and need no set. */
  readonly #idsOfUser = new Map<string, string | Set<string>>()
  readonly #recent = new Map<string, SessionRecord>()
  #bytes = 0

  get(id: string): SessionRecord | null {
    const recent = this.#recent.get(id)
    if (recent) return recent
    const slot = this.#of(id).get(id)
    return slot ? this.#remember(id, unpack(slot.packed)) : null
  }

  digest(id: string): Digest | null {
    return this.#of(id).get(id)?.digest ?? null
  }

  /** As members send it; null when it is not here. */
  packed(id: string): Packed | null {
    return this.#of(id).get(id)?.packed ?? null
  }

  put(id: string, record: SessionRecord): void {
    const partition = partitionOf(tagOf(id))
    const before = this.#of(id).get(id)
    const digest = recordDigest(id, record)
    const slot = new Slot(pack(record), digest, forgettableFrom(record))
    this.#of(id).set(id, slot)
    this.#bytes += slot.packed.length - (before?.packed.length ?? 0)
    this.#digests[partition] = combine(combine(this.#digests[partition] ?? NOTHING, before?.digest ?? NOTHING), digest)
    this.#remember(id, record)
    const userId = record.beginning?.userId
    if (!userId) return
    if (record.endedUntil > 0 || record.successor || record.isRetired) this.#forgetOfUser(userId, id)
    else this.#addOfUser(userId, id)
  }

  drop(id: string): void {
    const slot = this.#of(id).get(id)
    if (!slot) return
    const partition = partitionOf(tagOf(id))
    this.#of(id).delete(id)
    this.#recent.delete(id)
    this.#bytes -= slot.packed.length
    this.#digests[partition] = combine(this.#digests[partition] ?? NOTHING, slot.digest)
    const userId = unpack(slot.packed).beginning?.userId
    if (userId) this.#forgetOfUser(userId, id)
  }

  partitionDigest(partition: number): Digest {
    return this.#digests[partition] ?? NOTHING
  }

  /** The ids of a partition with their digests. */
  entries(partition: number): [id: string, digest: Digest][] {
    return [...(this.#partitions[partition] ?? [])].map(([id, { digest }]) => [id, digest])
  }

  idsOfUser(userId: string): readonly string[] {
    const ids = this.#idsOfUser.get(userId) ?? []
    return typeof ids === 'string' ? [ids] : [...ids]
  }

  /** The ids of what may be forgotten at `now`. */
  *forgettable(now: number): Generator<string> {
    for (const partition of this.#partitions) for (const [id, { until }] of partition) if (until <= now) yield id
  }

  count(partition: number): number {
    return this.#partitions[partition]?.size ?? 0
  }

  /** The length of all packed records: one byte each where they hold Latin text only. */
  get bytes(): number {
    return this.#bytes
  }

  clear(): void {
    for (const partition of this.#partitions) partition.clear()
    this.#digests.fill(NOTHING)
    this.#bytes = 0
    this.#idsOfUser.clear()
    this.#recent.clear()
  }

  /** Records do not change, so the same one can be given to everybody. */
  #remember(id: string, record: SessionRecord): SessionRecord {
    this.#recent.delete(id)
    this.#recent.set(id, record)
    const [oldest] = this.#recent.keys()
    if (this.#recent.size > RECENT && oldest !== undefined) this.#recent.delete(oldest)
    return record
  }

  #of(id: string): Map<string, Slot> {
    return this.#partitions[partitionOf(tagOf(id))] ?? new Map()
  }

  #addOfUser(userId: string, id: string): void {
    const ids = this.#idsOfUser.get(userId)
    if (ids === undefined) this.#idsOfUser.set(userId, id)
    else if (typeof ids !== 'string') ids.add(id)
    else if (ids !== id) this.#idsOfUser.set(userId, new Set([ids, id]))
  }

  #forgetOfUser(userId: string, id: string): void {
    const ids = this.#idsOfUser.get(userId)
    if (ids === undefined || ids === id) this.#idsOfUser.delete(userId)
    else if (typeof ids !== 'string' && ids.delete(id) && ids.size === 0) this.#idsOfUser.delete(userId)
  }
}

/** What was ended or renewed is remembered as long as it could have lived, or a member that was cut off could bring it back. */
function forgettableFrom(record: SessionRecord): number {
  if (record.endedUntil > 0) return record.endedUntil
  return record.successor || record.isRetired ? (record.beginning?.absoluteEnd ?? 0) : endOf(record)
}
