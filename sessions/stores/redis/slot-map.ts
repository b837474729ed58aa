import { SLOTS } from './key-slot'

/** One line of what `CLUSTER SLOTS` answers: a range of slots and their master, before its copies. */
export type SlotRange = readonly [
  first: number,
  last: number,
  master?: readonly [host: string | null, port: number, ...rest: unknown[]],
  ...rest: unknown[],
]

/** Which master keeps which slot, as far as is known: masters are `host:port` as the cluster announces them. */
export class SlotMap {
  readonly #masters: (string | undefined)[] = new Array(SLOTS)
  /** All that keep a slot; more than that only until the next `take`. */
  readonly masters = new Set<string>()
  isKnown = false

  masterOf(slot: number): string | undefined {
    return this.#masters[slot]
  }

  /** Takes one node's view of all slots over. @param asked the host of that node: a node that does not know its own name leaves it out */
  take(ranges: readonly SlotRange[], asked: string): void {
    this.#masters.fill(undefined)
    this.masters.clear()
    for (const [first, last, master] of ranges) {
      if (!master) continue
      const name = `${hostOf(master[0], asked)}:${master[1]}`
      this.#masters.fill(name, first, last + 1)
      this.masters.add(name)
    }
    this.isKnown = true
  }

  /** Takes over what a redirection says about one slot. */
  learn(slot: number, master: string): void {
    this.#masters[slot] = master
    this.masters.add(master)
  }
}

/** https://redis.io/docs/latest/commands/cluster-slots: an empty or unknown endpoint is that of the node that was asked. */
export function hostOf(host: string | null, asked: string): string {
  return host && host !== '?' ? host : asked
}
