import { tagOf } from '../../token'
import type { Digest } from './digest'
import { combine, NOTHING } from './digest'
import type { Packed } from './packed'
import { PARTITIONS, partitionOf } from './placement'
import type { SessionRecord } from './record'
import { followedBy, Slot } from './slot'
import { UserIndex } from './user-index'

/** So many sessions are kept unpacked: those of the last seconds of requests. Some kilobytes each. */
const RECENT = 1_000

/** Every session that a member holds, by partition, with a digest of each partition, and the index from users to sessions. */
export class Table {
  readonly #partitions = Array.from({ length: PARTITIONS }, () => new Map<string, Slot>())
  readonly #digests: Digest[] = Array.from({ length: PARTITIONS }, () => NOTHING)
  readonly #users = new UserIndex()
  /** The last sessions that were looked at: a request looks at its own several times. */
  readonly #recent = new Map<string, SessionRecord>()
  #bytes = 0
  /** The longest absolute lifetime of a session that was ever here, in milliseconds. */
  longest = 0

  get(id: string): SessionRecord | null {
    const recent = this.#recent.get(id)
    if (recent) return recent
    const slot = this.#of(id).get(id)
    if (!slot) return null
    const { record } = slot
    this.#remember(id, record)
    return record
  }

  /** Of what changes have made of it: the same at all members, however long ago each has seen it. */
  digest(id: string): Digest | null {
    return this.#of(id).get(id)?.digest ?? null
  }

  /** What members compare: its digest, and when it ends. */
  state(id: string): Digest | null {
    return this.#of(id).get(id)?.state ?? null
  }

  has(id: string): boolean {
    return this.#of(id).has(id)
  }

  /** As members send it; null when it is not here. */
  packed(id: string): Packed | null {
    const slot = this.#of(id).get(id)
    if (!slot || slot.packed !== null) return slot?.packed ?? null
    this.put(id, slot.record)
    return this.packed(id)
  }

  /** Notes a part that does nothing but follow on what the session was; false when it has to be merged. */
  note(id: string, before: Digest | null, part: SessionRecord): boolean {
    const slot = this.#of(id).get(id)
    if (!slot || before === null) return false
    const { state, length } = slot
    if (!slot.note(before, part)) return false
    const recent = this.#recent.get(id)
    if (recent) this.#remember(id, followedBy(recent, part))
    this.#count(id, slot.length - length, state, slot.state)
    return true
  }

  put(id: string, record: SessionRecord): void {
    const before = this.#of(id).get(id)
    const slot = new Slot(id, record)
    this.#of(id).set(id, slot)
    this.#remember(id, record)
    this.#count(id, slot.length - (before?.length ?? 0), before?.state ?? NOTHING, slot.state)
    if (!record.beginning) return
    const { userId, createdAt, absoluteEnd } = record.beginning
    this.longest = Math.max(this.longest, absoluteEnd - createdAt)
    if (!userId) return
    if (record.endedUntil > 0 || record.successor || record.isRetired) this.#users.remove(userId, id)
    else this.#users.add(userId, id)
  }

  drop(id: string): void {
    const slot = this.#of(id).get(id)
    if (!slot) return
    this.#of(id).delete(id)
    this.#recent.delete(id)
    this.#count(id, -slot.length, slot.state, NOTHING)
    const userId = slot.record.beginning?.userId
    if (userId) this.#users.remove(userId, id)
  }

  /** Whether a session is here that this one may have been renewed from: those have one tag. Looks at a whole partition. */
  knowsTag(tag: string): boolean {
    for (const id of this.#partitions[partitionOf(tag)]?.keys() ?? []) if (tagOf(id) === tag) return true
    return false
  }

  /** Of the states of all its sessions. */
  partitionDigest(partition: number): Digest {
    return this.#digests[partition] ?? NOTHING
  }

  /** The ids of a partition with their states. */
  entries(partition: number): [id: string, state: Digest][] {
    return [...(this.#partitions[partition] ?? [])].map(([id, { state }]) => [id, state])
  }

  /** The ids of a partition that have operations to be folded or a successor to be left alone. */
  unsettled(partition: number): string[] {
    return [...(this.#partitions[partition] ?? [])].flatMap(([id, { isSettled }]) => (isSettled ? [] : [id]))
  }

  idsOfUser(userId: string): readonly string[] {
    return this.#users.of(userId)
  }

  /** The ids of what may be forgotten at `now`. */
  *forgettable(now: number): Generator<string> {
    for (const partition of this.#partitions) for (const [id, { until }] of partition) if (until <= now) yield id
  }

  count(partition: number): number {
    return this.#partitions[partition]?.size ?? 0
  }

  /** How many sessions of a partition live, as far as that can be told without unpacking them. Looks at all of it. */
  living(partition: number, now: number): number {
    let living = 0
    for (const { isOver, until } of this.#partitions[partition]?.values() ?? []) if (!isOver && now < until) living += 1
    return living
  }

  /** The length of all packed records: one byte each where they hold Latin text only. */
  get bytes(): number {
    return this.#bytes
  }

  clear(): void {
    for (const partition of this.#partitions) partition.clear()
    this.#recent.clear()
    this.#digests.fill(NOTHING)
    this.#bytes = 0
    this.#users.clear()
  }

  #count(id: string, characters: number, before: Digest, after: Digest): void {
    const partition = partitionOf(tagOf(id))
    this.#bytes += characters
    this.#digests[partition] = combine(combine(this.#digests[partition] ?? NOTHING, before), after)
  }

  #of(id: string): Map<string, Slot> {
    return this.#partitions[partitionOf(tagOf(id))] ?? new Map()
  }

  #remember(id: string, record: SessionRecord): void {
    this.#recent.delete(id)
    this.#recent.set(id, record)
    if (this.#recent.size <= RECENT) return
    const [oldest] = this.#recent.keys()
    if (oldest !== undefined) this.#recent.delete(oldest)
  }
}
