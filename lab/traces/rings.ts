/** What is kept for each of many keys: the last things of each, and only of those keys that were used last. */
export class Rings<T> {
  private readonly byKey = new Map<string, T[]>()

  constructor(
    private readonly mostKeys: number,
    private readonly mostEach: number,
  ) {}

  add(key: string, one: T): void {
    const ring = this.of(key)
    ring.push(one)
    if (ring.length > this.mostEach) ring.shift()
    // The last in the map is the one used last.
    this.byKey.delete(key)
    this.byKey.set(key, ring)
    for (const oldest of this.byKey.keys()) {
      if (this.byKey.size <= this.mostKeys) break
      this.byKey.delete(oldest)
    }
  }

  /** Oldest first. Asking is a use, too. */
  of(key: string): T[] {
    const ring = this.byKey.get(key)
    if (!ring) return []
    this.byKey.delete(key)
    this.byKey.set(key, ring)
    return ring
  }
}
