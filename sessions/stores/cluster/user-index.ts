/** Which sessions are each user's. Nearly every user has one: its id stands there by itself, without a set around it. */
export class UserIndex {
  readonly #ids = new Map<string, string | Set<string>>()

  of(userId: string): readonly string[] {
    const ids = this.#ids.get(userId)
    return ids === undefined ? [] : typeof ids === 'string' ? [ids] : [...ids]
  }

  add(userId: string, id: string): void {
    const ids = this.#ids.get(userId)
    if (ids === undefined) this.#ids.set(userId, id)
    else if (typeof ids !== 'string') ids.add(id)
    else if (ids !== id) this.#ids.set(userId, new Set([ids, id]))
  }

  remove(userId: string, id: string): void {
    const ids = this.#ids.get(userId)
    if (ids === id) this.#ids.delete(userId)
    else if (typeof ids === 'object' && ids.delete(id) && ids.size === 1) for (const last of ids) this.#ids.set(userId, last)
  }

  clear(): void {
    this.#ids.clear()
  }
}
