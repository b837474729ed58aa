import type { Renewal, Session } from '../session'
import { idOf, isToken } from '../token'
import { type Entry, expiresAt } from './memory-entry'

/** What is left of a renewed session for 30 seconds. The new token is sealed under the old one, which is not kept. */
export type Alias = {
  readonly newId: string
  readonly userId: string
  readonly sealedToken: string
  readonly grace: Renewal['grace']
  readonly before: Session
  readonly endsAt: number
}

/** What a token leads to: a live session, and the alias it was reached by. An alias without a session has outlived it and leads nowhere. */
export type Found = { readonly entry?: Entry | undefined; readonly alias?: Alias | undefined }

/** The memory store's tables, and the index from users to sessions. Times are given: the store owns the clock. */
export class Tables {
  readonly #entries = new Map<string, Entry>()
  readonly #aliases = new Map<string, Alias>()
  readonly #idsOfUser = new Map<string, Set<string>>()

  live(id: string, now: number): Entry | undefined {
    const entry = this.#entries.get(id)
    return entry && now < expiresAt(entry) ? entry : undefined
  }

  find(token: string, now: number): Found {
    return isToken(token) ? this.findById(idOf(token), now) : {}
  }

  /** What the token of this id leads to. */
  findById(id: string, now: number): Found {
    const alias = this.#aliases.get(id)
    if (!alias || now >= alias.endsAt) return { entry: this.live(id, now) }
    return { entry: this.live(alias.newId, now), alias }
  }

  /** A user's live sessions, newest first; of two from the same millisecond, the one made later. */
  ofUser(userId: string, now: number): Entry[] {
    const entries = [...(this.#idsOfUser.get(userId) ?? [])].map((id) => this.live(id, now)).filter((entry) => entry !== undefined)
    return entries.reverse().sort((a, b) => b.createdAt - a.createdAt)
  }

  keep(entry: Entry): void {
    this.#entries.set(entry.id, entry)
    if (entry.userId === null) return
    const ids = this.#idsOfUser.get(entry.userId) ?? new Set()
    this.#idsOfUser.set(entry.userId, ids.add(entry.id))
  }

  drop(entry: Entry): void {
    this.#entries.delete(entry.id)
    if (entry.userId === null) return
    const ids = this.#idsOfUser.get(entry.userId)
    ids?.delete(entry.id)
    if (ids?.size === 0) this.#idsOfUser.delete(entry.userId)
  }

  /** Puts an alias in the place of a session. */
  replace(old: Entry, alias: Alias): void {
    this.drop(old)
    this.#aliases.set(old.id, alias)
  }

  /** Frees the memory of what has expired; whether it has is decided by its fields at every call, not here. */
  sweep(now: number): void {
    for (const entry of this.#entries.values()) if (now >= expiresAt(entry)) this.drop(entry)
    for (const [id, alias] of this.#aliases) if (now >= alias.endsAt) this.#aliases.delete(id)
  }

  clear(): void {
    for (const map of [this.#entries, this.#aliases, this.#idsOfUser]) map.clear()
  }

  /** How many sessions are kept, those that have expired since the last sweep too. */
  get sessions(): number {
    return this.#entries.size
  }

  /** How much is held, expired or not, for tests that nothing leaks. */
  get size(): number {
    return this.#entries.size + this.#aliases.size + this.#idsOfUser.size
  }
}
