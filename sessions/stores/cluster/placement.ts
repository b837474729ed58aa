import { digestOf } from './digest'

/**
 * Sessions are placed by partition: all that share one have the same holders, and are compared and moved together.
 * 256 are enough to share evenly among some tens of members, and few enough to compare all of them in one frame of 4 KB.
 */
export const PARTITIONS = 256

/** The partition of a session (by its tag, which a renewal keeps) or of a user. */
export function partitionOf(key: string): number {
  return digestOf(key)[0] % PARTITIONS
}

/** How many members hold a session: every one, or so many. */
export type Copies = number | 'all'

/**
 * The members that hold each partition, its owner first: the `copies` with the highest scores (rendezvous hashing, Thaler and
 * Ravishankar 1998). Every member that knows the same members computes the same, and one that comes or goes moves only its own share.
 */
export class Placement {
  readonly #holders: readonly (readonly string[])[]

  constructor(
    readonly members: readonly string[],
    copies: Copies,
  ) {
    const count = copies === 'all' ? members.length : copies
    this.#holders = Array.from({ length: PARTITIONS }, (_, partition) => rank(members, partition).slice(0, count))
  }

  holders(partition: number): readonly string[] {
    return this.#holders[partition] ?? []
  }

  owner(partition: number): string | undefined {
    return this.#holders[partition]?.[0]
  }

  holds(member: string, partition: number): boolean {
    return this.holders(partition).includes(member)
  }
}

function rank(members: readonly string[], partition: number): string[] {
  const scored = members.map((member) => ({ member, score: digestOf(`${partition}/${member}`)[0] }))
  return scored.sort((a, b) => b.score - a.score || (a.member < b.member ? -1 : 1)).map(({ member }) => member)
}
