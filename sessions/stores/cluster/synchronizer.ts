import { ACK_MS, type Core } from './core'
import { isSameDigest } from './digest'
import { NobodyAnswers } from './failures'
import { exchangeFences } from './fence-exchange'
import type { Comparison, PartitionDigests, Records } from './messages'
import type { Packed } from './packed'
import { PARTITIONS } from './placement'

/** Between two comparisons with a member that nothing is known to be wrong with, in milliseconds. */
const PAUSE_MS = 5_000
/** So many sessions go into one frame, and so many characters (each up to three bytes there) before the last of them. */
const BATCH = 200
const BATCH_CHARACTERS = 256 * 1024
const EXCHANGE_MS = 5_000
/** So many partitions are compared in one call: what another member has of them goes into one frame. */
const PARTITIONS_AT_ONCE = 8
/** How long somebody who joins tries to learn from a member that is there and breaks off. */
const CATCH_UP_MS = 60_000
const AGAIN_MS = 250

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
    await this.exchangeAll(others, CATCH_UP_MS)
  }

  /** Exchanges with each member until it is through, or that one is not there, or for so many milliseconds. */
  async exchangeAll(members: readonly { readonly id: string }[], ms: number): Promise<void> {
    const { clock, roster } = this.core
    const deadline = clock.now() + ms
    const isWorthTrying = (id: string) => roster.addressOf(id) !== undefined && !this.core.isClosed && clock.now() < deadline
    await Promise.all(
      members.map(async ({ id }) => {
        while (!(await this.exchange(id)) && isWorthTrying(id)) await clock.sleep(AGAIN_MS)
      }),
    )
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
          if (core.roster.addressOf(id)) throw new NobodyAnswers('A member that may know more of this session does not answer.')
        }
      }),
    )
  }

  /** The sessions of these ids, and those that took their places; of more than one frame holds, the first ones. */
  records(ids: readonly string[]): Records {
    const { table } = this.core
    const found = new Map<string, Packed>()
    let characters = 0
    for (const id of ids) {
      for (const each of [id, table.get(id)?.successor?.id]) {
        const packed = each === undefined || found.has(each) ? null : table.packed(each)
        if (each === undefined || packed === null) continue
        found.set(each, packed)
        characters += packed.length
      }
      if (characters > BATCH_CHARACTERS) break
    }
    return [...found]
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
  compare(partitions: PartitionDigests): Comparison {
    return this.differing(partitions).map((partition) => [partition, this.core.table.entries(partition)])
  }

  /** The partitions of which the other has something else. */
  differing(partitions: PartitionDigests): number[] {
    const { table } = this.core
    return partitions
      .filter(([partition, digest]) => !isSameDigest(table.partitionDigest(partition), digest))
      .map(([partition]) => partition)
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
      await exchangeFences(core, id, EXCHANGE_MS)
      const shared = this.#sharedWith(id)
      const begun = core.options.time()
      const digests = shared.map((partition) => [partition, core.table.partitionDigest(partition)] as const)
      const differing = new Set((await core.ask(id, { kind: 'differing', partitions: digests }, EXCHANGE_MS)) as number[])
      this.#noteEqual(id, shared, differing, begun)
      for (const partitions of batches(
        digests.filter(([partition]) => differing.has(partition)),
        PARTITIONS_AT_ONCE,
      )) {
        const comparison = (await core.ask(id, { kind: 'compare', partitions }, EXCHANGE_MS)) as Comparison
        for (const [partition, theirs] of comparison) await this.#repair(id, partition, theirs)
      }
      this.#behind.delete(id)
      return true
    } catch {
      await core.roster.suspect(id)
      return false
    }
  }

  async #repair(id: string, partition: number, entries: Comparison[number][1]): Promise<void> {
    const { core } = this
    const theirs = new Map(entries)
    const differs = (one: readonly [number, number] | null | undefined, other: readonly [number, number] | null | undefined) =>
      !one || !other || !isSameDigest(one, other)
    const wanted = core.isHolder(partition) ? entries.filter(([each, state]) => differs(core.table.state(each), state)) : []
    for (const batch of batches(wanted, BATCH))
      await this.#allOf(batch, async (ids) => {
        const records = (await core.ask(id, { kind: 'fetch', ids }, EXCHANGE_MS)) as Records
        for (const [each, packed] of records) core.absorbPacked(each, packed)
        return records
      })
    const isTheirs = core.placement.holds(id, partition) || core.nextPlacement.holds(id, partition)
    const offered = isTheirs ? core.table.entries(partition).filter(([each, state]) => differs(theirs.get(each), state)) : []
    for (const batch of batches(offered, BATCH))
      await this.#allOf(batch, async (ids) => {
        const records = this.records(ids)
        if (records.length > 0) await core.ask(id, { kind: 'take', records }, EXCHANGE_MS)
        return records
      })
    core.counters.repairs += wanted.length + offered.length
  }

  /** Brings as many sessions over as fit into a frame, again and again until all have come that there are. */
  async #allOf(entries: readonly (readonly [id: string, unknown])[], bring: (ids: readonly string[]) => Promise<Records>): Promise<void> {
    let rest = entries.map(([id]) => id)
    while (rest.length > 0) {
      const brought = new Set((await bring(rest)).map(([id]) => id))
      if (brought.size === 0) return
      rest = rest.filter((id) => !brought.has(id))
    }
  }

  /** What this member holds or has left of what the other holds, and the other way round. */
  #sharedWith(id: string): number[] {
    const { core } = this
    const concerns = (partition: number) =>
      core.isHolder(partition) || core.placement.holds(id, partition) || core.nextPlacement.holds(id, partition)
    return Array.from({ length: PARTITIONS }, (_, partition) => partition).filter(concerns)
  }

  #noteEqual(id: string, shared: readonly number[], differing: ReadonlySet<number>, begun: number): void {
    const times = this.#equalAt.get(id) ?? []
    for (const partition of shared) if (!differing.has(partition)) times[partition] = begun
    this.#equalAt.set(id, times)
  }

  #compareSoon(id: string): void {
    this.#behind.add(id)
    void this.exchange(id)
  }
}

function batches<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
}
