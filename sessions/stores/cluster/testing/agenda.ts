/** Something that is going to happen. What belongs to a member (`owner`) does not happen after that has stopped. */
export type Entry = { readonly at: number; readonly order: number; readonly owner: number | null; readonly run: () => void }

/** What is going to happen in a simulated world: the earliest first, and of what comes at one time what was entered first. */
export class Agenda {
  #order = 0
  /** A binary heap. */
  readonly #heap: Entry[] = []
  /** By member: whatever was entered before this place is void. */
  readonly #voidBefore = new Map<number, number>()

  enter(at: number, owner: number | null, run: () => void): void {
    const heap = this.#heap
    const entry = { at, order: this.#order++, owner, run }
    let place = heap.length
    while (place > 0) {
      const parent = (place - 1) >> 1
      const above = heap[parent]
      if (!above || isEarlier(above, entry)) break
      heap[place] = above
      place = parent
    }
    heap[place] = entry
  }

  /** Takes out the next entry until then. */
  take(until: number): Entry | undefined {
    for (;;) {
      const first = this.#heap[0]
      if (!first || first.at > until) return undefined
      this.#removeFirst()
      if (first.owner === null || first.order >= (this.#voidBefore.get(first.owner) ?? 0)) return first
    }
  }

  /** Nothing that was entered for this member happens any more. */
  void(owner: number): void {
    this.#voidBefore.set(owner, this.#order)
  }

  #removeFirst(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      const [left, right] = [heap[child], heap[child + 1]]
      if (!left) break
      if (right && isEarlier(right, left)) child++
      const below = heap[child]
      if (!below || isEarlier(last, below)) break
      heap[place] = below
      place = child
    }
    heap[place] = last
  }
}

function isEarlier(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}
