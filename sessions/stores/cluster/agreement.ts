import type { Core } from './core'

/** When other members were last found to have the same as this one: what they all know since may be folded and freed. */
export class Agreement {
  /** By member and partition, by the store's clock. */
  readonly #equalAt = new Map<string, number[]>()

  constructor(readonly core: Core) {}

  /** A member had the same in these partitions as this one at that time. */
  note(id: string, partitions: readonly number[], at: number): void {
    if (!this.core.roster.knows(id)) return
    const times = this.#equalAt.get(id) ?? []
    for (const partition of partitions) times[partition] = at
    this.#equalAt.set(id, times)
  }

  /** Since when operations of a partition are known to all members that there may be, by the store's clock; 0 while somebody is lost. */
  stableAt(partition: number): number {
    const { roster, options } = this.core
    if (roster.lost.length > 0) return 0
    const holders = this.core.otherHolders(partition).filter((id) => roster.addressOf(id) !== undefined)
    return Math.min(options.time(), ...holders.map((id) => this.#equalAt.get(id)?.[partition] ?? 0))
  }

  /** Frees what is known of members that are gone for good; one that starts again is another. */
  tidy(): void {
    const { roster } = this.core
    for (const id of this.#equalAt.keys()) if (!roster.knows(id)) this.#equalAt.delete(id)
  }

  /** How many members it knows something of. */
  get size(): number {
    return this.#equalAt.size
  }
}
