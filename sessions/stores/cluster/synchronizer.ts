import { ACK_MS, type Core } from './core'
import { isSameDigest } from './digest'
import type { Comparison, Entries, Records } from './messages'
import { PARTITIONS } from './placement'

/** Between two comparisons with a member that nothing is known to be wrong with, in milliseconds. */
const PAUSE_MS = 5_000
/** So many sessions go into one frame. */
const BATCH = 200
const EXCHANGE_MS = 5_000
/** So many ids with their digests go into one answer: some 70 bytes each, far below the longest frame. */
const MAX_ENTRIES = 20_000
/** Attempts of a joiner to hear a member out that answers. */
const CATCH_UPS = 5
const AGAIN_MS = 100

/**
 * Keeps the copies equal: compares digests with one member after the other and exchanges what differs; at once with one that comes
 * back, and with all when sessions come to this member.
 */
export class Synchronizer {
  /** Members that may know of sessions here what this member does not: asked for each session until the comparison is through. */
  readonly #behind = new Set<string>()
  readonly #running = new Map<string, Promise<boolean>>()
  /** By partition: when all members that may hold it were last found to have the same, by the store's clock. */
  readonly #equalAt = new Map<string, number[]>()
  #held: readonly boolean[] = []
  #turn = 0

  constructor(readonly core: Core) {}

  /** The members that hold sessions have changed: compares whatever comes to this one. */
  replaced(): void {
    const { core } = this
    const held = Array.from({ length: PARTITIONS }, (_, partition) => core.isHolder(partition))
    const hasMore = held.some((holds, partition) => holds && !this.#held[partition])
    core.counters.takeovers += held.filter((holds, partition) => holds && this.#held[partition] === false).length
    this.#held = held
    if (hasMore) for (const { id, state } of core.roster.reachable) if (state !== 'joining') this.#compareSoon(id)
  }

  /** A member that was lost is back. */
  returned(id: string): void {
    this.#compareSoon(id)
  }

  /** Resolves when nothing is to be learned from anybody who is there; for joining. */
  async catchUp(): Promise<void> {
    const others = this.core.roster.reachable.filter(({ state }) => state !== 'joining')
    for (const { id } of others) this.#behind.add(id)
    await Promise.all(others.map(({ id }) => this.#hearOut(id)))
  }

  /** Fetches sessions from members that are not compared yet, before something is decided by them. */
  async freshen(ids: readonly string[]): Promise<void> {
    const { core } = this
    await Promise.all(
      [...this.#behind].map(async (id) => {
        if (!core.roster.addressOf(id)) return void this.#behind.delete(id)
        try {
          for (const [each, packed] of (await core.ask(id, { kind: 'fetch', ids }, ACK_MS)) as Records) core.absorbPacked(each, packed)
        } catch {
          await core.roster.suspect(id)
        }
      }),
    )
  }

  /** The sessions of these ids, and those that took their places. */
  records(ids: readonly string[]): Records {
    const { table } = this.core
    const all = ids.flatMap((id) => [id, table.get(id)?.successor?.id])
    return [...new Set(all)].flatMap((id) => {
      const packed = id === undefined ? null : table.packed(id)
      return id !== undefined && packed ? [[id, packed] as const] : []
    })
  }

  /** Compares with the next member in turn. */
  async run(): Promise<void> {
    const { core } = this
    while (!core.isClosed) {
      await core.clock.sleep(PAUSE_MS)
      const peers = core.roster.reachable
      const peer = peers[this.#turn++ % Math.max(1, peers.length)]
      if (peer && !core.isClosed) await this.exchange(peer.id)
    }
  }

  /** Compares all partitions that this member or the other has to do with, and exchanges what differs, both ways. False: it broke off. */
  async exchange(id: string): Promise<boolean> {
    // One that is under way may have looked before what the caller wants to be exchanged.
    const before = this.#running.get(id) ?? Promise.resolve(true)
    const mine = before.then(() => this.#exchange(id))
    this.#running.set(id, mine)
    const isThrough = await mine
    if (this.#running.get(id) === mine) this.#running.delete(id)
    return isThrough
  }

  /** What the other has of the partitions that differ. */
  compare(partitions: readonly (readonly [number, readonly [number, number]])[]): Comparison {
    const { table } = this.core
    const different = partitions.filter(([partition, digest]) => !isSameDigest(table.partitionDigest(partition), digest))
    let room = MAX_ENTRIES
    return different.map(([partition]) => {
      const isFirst = room === MAX_ENTRIES
      room -= table.count(partition)
      return [partition, isFirst || room >= 0 ? table.entries(partition) : null]
    })
  }

  /** Since when operations of a partition are known to all members that there may be, by the store's clock; 0 while somebody is lost. */
  stableAt(partition: number): number {
    const { roster } = this.core
    if (roster.lost.length > 0) return 0
    const holders = roster.reachable.filter(({ id }) => this.core.otherHolders(partition).includes(id))
    return Math.min(this.core.options.time(), ...holders.map(({ id }) => this.#equalAt.get(id)?.[partition] ?? 0))
  }

  async #exchange(id: string): Promise<boolean> {
    const { core } = this
    try {
      const fences = (await core.ask(id, { kind: 'fences', fences: [...core.fences] }, EXCHANGE_MS)) as [string, number][]
      for (const [userId, fence] of fences) core.raiseFence(userId, fence)
      const shared = this.#sharedWith(id)
      const begun = core.options.time()
      const differing = await this.#ask(id, shared)
      this.#noteEqual(id, shared, differing, begun)
      for (let open = differing; open.length > 0; ) {
        for (const [partition, theirs] of open) if (theirs) await this.#repair(id, partition, theirs)
        const unheard = open.flatMap(([partition, theirs]) => (theirs ? [] : [partition]))
        open = unheard.length > 0 ? await this.#ask(id, unheard) : []
      }
      this.#behind.delete(id)
      return true
    } catch {
      await core.roster.suspect(id)
      return false
    }
  }

  async #ask(id: string, partitions: readonly number[]): Promise<Comparison> {
    const mine = partitions.map((partition) => [partition, this.core.table.partitionDigest(partition)] as const)
    return (await this.core.ask(id, { kind: 'compare', partitions: mine }, EXCHANGE_MS)) as Comparison
  }

  /** Until a comparison is through, or the member is lost. */
  async #hearOut(id: string): Promise<void> {
    const { core } = this
    for (let tries = 1; !(await this.exchange(id)) && core.roster.addressOf(id) && tries < CATCH_UPS; tries++)
      await core.clock.sleep(AGAIN_MS * tries)
  }

  async #repair(id: string, partition: number, entries: Entries): Promise<void> {
    const { core } = this
    const theirs = new Map(entries)
    const differs = (one: readonly [number, number] | null | undefined, other: readonly [number, number] | null | undefined) =>
      !one || !other || !isSameDigest(one, other)
    const wanted = core.isHolder(partition) ? entries.filter(([each, digest]) => differs(core.table.digest(each), digest)) : []
    for (const batch of batches(wanted)) {
      const ids = batch.map(([each]) => each)
      for (const [each, packed] of (await core.ask(id, { kind: 'fetch', ids }, EXCHANGE_MS)) as Records) core.absorbPacked(each, packed)
    }
    const isTheirs = core.placement.holds(id, partition) || core.nextPlacement.holds(id, partition)
    const offered = isTheirs ? core.table.entries(partition).filter(([each, digest]) => differs(theirs.get(each), digest)) : []
    for (const batch of batches(offered))
      await core.ask(id, { kind: 'take', records: this.records(batch.map(([each]) => each)) }, EXCHANGE_MS)
    core.counters.repairs += wanted.length + offered.length
  }

  /** What this member holds or has left of what the other holds, and the other way round. */
  #sharedWith(id: string): number[] {
    const { core } = this
    const concerns = (partition: number) =>
      core.isHolder(partition) || core.placement.holds(id, partition) || core.nextPlacement.holds(id, partition)
    return Array.from({ length: PARTITIONS }, (_, partition) => partition).filter(concerns)
  }

  #noteEqual(id: string, shared: readonly number[], differing: Comparison, begun: number): void {
    const different = new Set(differing.map(([partition]) => partition))
    const times = this.#equalAt.get(id) ?? []
    for (const partition of shared) if (!different.has(partition)) times[partition] = begun
    this.#equalAt.set(id, times)
  }

  #compareSoon(id: string): void {
    this.#behind.add(id)
    void this.exchange(id)
  }
}

function batches<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) => all.slice(index * BATCH, (index + 1) * BATCH))
}
