import { APPLIED_MS } from '../../session'
import type { Core } from './core'
import { isSameDigest } from './digest'
import { EMPTY_PART } from './merge'
import { PARTITIONS } from './placement'
import type { SessionRecord } from './record'
import { fold } from './replay'
import type { Synchronizer } from './synchronizer'

const PAUSE_MS = 30_000
/** So many sessions are looked at before others get their turn: some milliseconds. */
const AT_ONCE = 200

/**
 * Frees memory: what has expired, the operations that all members know and whose ids need not be remembered, renewed sessions whose
 * old tokens lead nowhere any more, and sessions that other members hold now, and fences that no session is from before.
 */
export class Housekeeping {
  #looks = 0

  constructor(
    readonly core: Core,
    readonly synchronizer: Synchronizer,
  ) {}

  async run(): Promise<void> {
    while (!this.core.isClosed) {
      await this.core.clock.sleep(PAUSE_MS)
      if (!this.core.isClosed) await this.tidy()
    }
  }

  /** One round over everything. */
  async tidy(): Promise<void> {
    const { core } = this
    for (const id of [...core.table.forgettable(core.options.time())]) {
      core.table.drop(id)
      await this.#pause()
    }
    core.fences.tidy()
    for (let partition = 0; partition < PARTITIONS && !core.isClosed; partition++) {
      if (core.roster.state === 'active' && !core.isHolder(partition)) await this.#handOn(partition)
      else await this.#tidyPartition(partition)
    }
  }

  async #tidyPartition(partition: number): Promise<void> {
    const { core } = this
    const stableAt = this.synchronizer.agreement.stableAt(partition)
    for (const id of core.table.unsettled(partition)) {
      const record = core.table.get(id)
      if (record) this.#tidyRecord(id, record, stableAt)
      await this.#pause()
    }
  }

  /** Now and then, lets others have their turn. */
  async #pause(): Promise<void> {
    if (++this.#looks % AT_ONCE === 0) await this.core.clock.sleep(1)
  }

  #tidyRecord(id: string, record: SessionRecord, stableAt: number): void {
    const { core } = this
    const now = core.options.time()
    const isStable = (since: number) => since < stableAt
    if (record.successor && !record.endedUntil && now >= record.successor.endsAt && isStable(record.successor.endsAt)) {
      core.absorb(id, { ...EMPTY_PART, isRetired: true })
      return
    }
    // While the session before it is whole, what comes late to that one has to be told from what was taken over.
    const before = record.beginning?.from ? core.table.get(record.beginning.from) : null
    if (before && !before.isRetired && !before.endedUntil) return
    const folded = fold(record, ({ at }) => at <= now - APPLIED_MS && isStable(at), core.options.isInherited)
    if (folded !== record) core.table.put(id, folded)
    else core.table.packed(id) // what is noted takes more room
  }

  /** Lets go of sessions that belong to others, when all of those have them. */
  async #handOn(partition: number): Promise<void> {
    const { core } = this
    const digest = core.table.partitionDigest(partition)
    const ids = core.table.entries(partition).map(([id]) => id)
    if (ids.length === 0) return
    const holders = core.otherHolders(partition)
    const outcomes = await Promise.all(holders.map((id) => this.synchronizer.exchange(id)))
    const isTheirs =
      holders.length > 0 &&
      outcomes.every(Boolean) &&
      !core.isHolder(partition) &&
      isSameDigest(digest, core.table.partitionDigest(partition))
    if (isTheirs) for (const id of ids) core.table.drop(id)
  }
}
