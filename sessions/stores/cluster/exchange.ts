import type { Agreement } from './agreement'
import type { Core } from './core'
import { isSameDigest } from './digest'
import { exchangeFences } from './fence-exchange'
import { recordsOf } from './holdings'
import type { Comparison, Records } from './messages'
import { PARTITIONS } from './placement'

/** So many sessions go into one frame. */
const BATCH = 200
const ANSWER_MS = 5_000
/** So many partitions are compared in one call: what another member has of them goes into one frame. */
const PARTITIONS_AT_ONCE = 8

/** Compares what this member and another one have, and brings what differs over, both ways. */
export class Exchange {
  constructor(
    readonly core: Core,
    readonly agreement: Agreement,
  ) {}

  /** All partitions that this member or the other has to do with. Rejects when it breaks off. */
  async run(id: string): Promise<void> {
    const { core } = this
    await exchangeFences(core, id, ANSWER_MS)
    const shared = this.#sharedWith(id)
    const begun = core.options.time()
    const digests = shared.map((partition) => [partition, core.table.partitionDigest(partition)] as const)
    const differing = new Set((await core.ask(id, { kind: 'differing', partitions: digests }, ANSWER_MS)) as number[])
    const equal = shared.filter((partition) => !differing.has(partition))
    this.agreement.note(id, equal, begun)
    const unequal = digests.filter(([partition]) => differing.has(partition))
    for (const partitions of batches(unequal, PARTITIONS_AT_ONCE)) {
      const comparison = (await core.ask(id, { kind: 'compare', partitions }, ANSWER_MS)) as Comparison
      for (const [partition, theirs] of comparison) await this.#repair(id, partition, theirs)
    }
  }

  async #repair(id: string, partition: number, entries: Comparison[number][1]): Promise<void> {
    const { core } = this
    const theirs = new Map(entries)
    const differs = (one: readonly [number, number] | null | undefined, other: readonly [number, number] | null | undefined) =>
      !one || !other || !isSameDigest(one, other)
    const wanted = core.isHolder(partition) ? entries.filter(([each, state]) => differs(core.table.state(each), state)) : []
    for (const batch of batches(wanted, BATCH)) await this.#allOf(batch, (ids) => core.fetch(id, ids, ANSWER_MS))
    const isTheirs = core.placement.holds(id, partition) || core.nextPlacement.holds(id, partition)
    const offered = isTheirs ? core.table.entries(partition).filter(([each, state]) => differs(theirs.get(each), state)) : []
    for (const batch of batches(offered, BATCH))
      await this.#allOf(batch, async (ids) => {
        const records = recordsOf(core.table, ids)
        if (records.length > 0) await core.ask(id, { kind: 'take', records }, ANSWER_MS)
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
}

function batches<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
}
