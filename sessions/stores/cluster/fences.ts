import { LIFETIMES } from '../../lifetime'
import { combine, type Digest, digestOf, NOTHING } from './digest'
import { PARTITIONS, partitionOf } from './placement'

/** A user and the fence that the end of all sessions has moved to: about the time of that, in milliseconds since the epoch, always one up. */
export type Fence = readonly [userId: string, fence: number]

const DAY_MS = 86_400_000
/** The longest that a session lives, whose fence may be older, and a day for clocks that are wrong. */
const KEPT_MS = Math.max(...Object.values(LIFETIMES).map(({ absoluteMs }) => absoluteMs)) + DAY_MS

/**
 * The users' fences that have moved, with a digest of each partition of users. They are freed when no session from before can live any
 * more. What an attempt to sign in is given for a user without one is the day, so that it is refused a day or two later: long before
 * a fence that moved after it is freed.
 */
export class Fences {
  readonly #partitions = Array.from({ length: PARTITIONS }, () => new Map<string, number>())
  readonly #digests: Digest[] = Array.from({ length: PARTITIONS }, () => NOTHING)

  constructor(
    /** The store's clock, in milliseconds since the epoch. */
    readonly time: () => number,
    /** How long a session lives at the most, in milliseconds, where that is more than the usual lifetimes. */
    readonly longest: () => number = () => 0,
  ) {}

  /** A session of the user with a lower one has ended; 0 where none has moved. */
  of(userId: string): number {
    return this.#of(userId).get(userId) ?? 0
  }

  /** What an attempt to sign in takes before the password is checked. */
  taken(userId: string): string {
    return String(this.of(userId) || Math.floor(this.time() / DAY_MS))
  }

  /** Whether an attempt that has taken this fence may still sign in. */
  isCurrent(userId: string, taken: string | null): boolean {
    const moved = this.of(userId)
    if (moved > 0) return taken === String(moved)
    const days = Math.floor(this.time() / DAY_MS) - Number(taken ?? Number.NaN)
    return days >= -1 && days <= 1
  }

  /** Takes a fence in, unless it is known, older, or need not be remembered. */
  raise(userId: string, fence: number): void {
    const known = this.of(userId)
    if (fence <= known || this.#isOver(fence)) return
    this.#of(userId).set(userId, fence)
    this.#mark(userId, known, fence)
  }

  /** Frees the fences that no session can be from before any more. */
  tidy(): void {
    for (const partition of this.#partitions)
      for (const [userId, fence] of partition)
        if (this.#isOver(fence)) {
          partition.delete(userId)
          this.#mark(userId, fence, 0)
        }
  }

  get size(): number {
    return this.#partitions.reduce((sum, { size }) => sum + size, 0)
  }

  /** By partition of users. */
  get digests(): readonly Digest[] {
    return this.#digests
  }

  /** Those of some partitions: so many from the one of this number on. */
  slice(partitions: readonly number[], from: number, count: number): Fence[] {
    const found: Fence[] = []
    let skipped = 0
    for (const partition of partitions) {
      const fences = this.#partitions[partition] ?? new Map<string, number>()
      if (skipped + fences.size <= from) skipped += fences.size
      else
        for (const fence of fences) {
          if (skipped++ < from) continue
          if (found.push(fence) >= count) return found
        }
    }
    return found
  }

  #isOver(fence: number): boolean {
    return fence + Math.max(KEPT_MS, this.longest() + DAY_MS) <= this.time()
  }

  #of(userId: string): Map<string, number> {
    return this.#partitions[partitionOf(userId)] ?? new Map()
  }

  #mark(userId: string, before: number, after: number): void {
    const partition = partitionOf(userId)
    for (const fence of [before, after])
      if (fence > 0) this.#digests[partition] = combine(this.#digests[partition] ?? NOTHING, digestOf(`${userId} ${fence}`))
  }
}
