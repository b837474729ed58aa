/** So many of the last measurements count. */
const KEPT = 500

/** The last measurements of a time, and what most of them stay below. */
export class Lag {
  readonly #kept: number[] = []
  #next = 0

  add(ms: number): void {
    this.#kept[this.#next] = ms
    this.#next = (this.#next + 1) % KEPT
  }

  /** The smallest kept value that this share of all is not above, or null when there is none. @param share between 0 and 1 */
  quantile(share: number): number | null {
    const sorted = [...this.#kept].sort((a, b) => a - b)
    return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
  }
}
