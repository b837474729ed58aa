/** The last things of a kind, numbered from 1 on in the order in which they came. */
export class Ring<T> {
  readonly #kept: T[] = []
  #last = 0

  constructor(readonly size: number) {}

  push(thing: T): void {
    this.#kept.push(thing)
    this.#last += 1
    if (this.#kept.length > this.size) this.#kept.shift()
  }

  /** What came after the one of that number, as far as it is still kept, and the number of the last one. */
  since(after: number): { entries: T[]; last: number } {
    const missed = Math.max(0, this.#last - after)
    return { entries: missed === 0 ? [] : this.#kept.slice(-missed), last: this.#last }
  }
}
