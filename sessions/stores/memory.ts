/**
 * Sessions in this process's memory: the store of the modes `memory`, `sticky` and `sticky-ip`, and the reference for all others.
 * Every method does its work in one synchronous piece, so nothing can come between: that is its whole concurrency control.
 *
 * @module
 */
import { FenceMoved, StoreUnavailable } from '../errors'
import type { Change, Draft, Renewal, Renewed, Session, SessionStore, StoreOptions } from '../session'
import { ALIAS_MS, DEFAULT_ALIAS_KEY_PREFIX } from '../session'
import { applySteps, checkChange, checkSteps, keyOf } from '../steps'
import { idOf, isToken, newToken, openToken, sealToken, tagOf } from '../token'
import { applyOnce, type Entry, expiresAt, newEntry, snapshot, touch } from './memory-entry'

export type MemoryStoreOptions = StoreOptions & {
  /** How often expired sessions are collected. @default 60_000 */
  readonly sweepMs?: number
}

/** What is left of a renewed session for 30 seconds. The new token is sealed under the old one, which is not kept. */
type Alias = {
  readonly newId: string
  readonly userId: string
  readonly sealedToken: string
  readonly grace: Renewal['grace']
  readonly before: Session
  readonly endsAt: number
}

/**
 * Opens an empty store.
 * @example const store = openMemoryStore({ aliasKeyPrefix: 'cart:' })
 */
export function openMemoryStore(options: MemoryStoreOptions = {}): SessionStore {
  return new MemoryStore(options)
}

class MemoryStore implements SessionStore {
  readonly name = 'memory'
  readonly #entries = new Map<string, Entry>()
  readonly #aliases = new Map<string, Alias>()
  readonly #idsOfUser = new Map<string, Set<string>>()
  /** Kept for the life of the process: a forgotten fence would let a sign-in from before an `endAll` pass. */
  readonly #fences = new Map<string, number>()
  readonly #options: MemoryStoreOptions
  #sweeper: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: MemoryStoreOptions) {
    this.#options = options
  }

  async create({ change, lifetime, userId, fence }: Draft) {
    const now = this.#now('create')
    checkChange(change)
    if (userId !== undefined && fence !== this.#fenceOf(userId)) throw new FenceMoved()
    const token = newToken()
    const entry = newEntry(idOf(token), userId ?? null, lifetime, now)
    applyOnce(entry, change, now)
    this.#keep(entry)
    return { session: snapshot(entry), token }
  }

  async read(token: string) {
    const now = this.#now('read')
    const { entry, alias } = this.#find(token, now)
    if (!entry || alias?.grace === 'powerless') return null
    touch(entry, now)
    return snapshot(entry)
  }

  async peek(id: string) {
    const entry = this.#live(id, this.#now('peek'))
    return entry ? snapshot(entry) : null
  }

  async change(token: string, change: Change) {
    const now = this.#now('change')
    checkChange(change)
    const { entry, alias } = this.#find(token, now)
    if (!entry) return null
    const powerless = alias?.grace === 'powerless'
    const prefix = this.#options.aliasKeyPrefix ?? DEFAULT_ALIAS_KEY_PREFIX
    if (powerless && !change.steps.every((step) => keyOf(step).startsWith(prefix))) return null
    applyOnce(entry, change, now)
    if (powerless) return 'moved'
    return alias ? { session: snapshot(entry), token: openToken(alias.sealedToken, token) } : { session: snapshot(entry) }
  }

  async fence(userId: string) {
    this.#now('fence')
    return this.#fenceOf(userId)
  }

  async renew(token: string | null, renewal: Renewal): Promise<Renewed | null> {
    const now = this.#now('renew')
    checkSteps(renewal.steps)
    const { userId, fence, lifetime, steps } = renewal
    if (fence !== this.#fenceOf(userId)) return null
    const { entry: found, alias } = token === null ? {} : this.#find(token, now)
    if (token !== null && alias) {
      if (!found || alias.userId !== userId) return null
      return { session: snapshot(found), token: openToken(alias.sealedToken, token), before: alias.before }
    }
    if (found && found.userId !== null && found.userId !== userId) return null

    // A full alias reads the signed-in session, so only the user's own session may leave one; else a planted guest token would become a key to it.
    const grace = found?.userId === userId ? renewal.grace : 'powerless'
    const next = newToken(token !== null && found ? tagOf(token) : undefined)
    const entry = newEntry(idOf(next), userId, lifetime, now, found, grace === 'full')
    applySteps(entry.attributes, steps)
    entry.version += 1
    const before = found ? snapshot(found) : null
    if (token !== null && found && before) {
      const sealedToken = sealToken(next, token)
      this.#drop(found)
      this.#aliases.set(found.id, { newId: entry.id, userId, sealedToken, grace, before, endsAt: now + ALIAS_MS })
    }
    this.#keep(entry)
    if (renewal.maxSessions !== undefined) {
      const others = this.#ofUser(userId, now).filter((other) => other !== entry)
      for (const other of others.slice(Math.max(0, renewal.maxSessions - 1))) this.#drop(other)
    }
    return { session: snapshot(entry), token: next, before }
  }

  async end(which: string | { readonly id: string }) {
    const now = this.#now('end')
    const { entry, alias } = typeof which === 'string' ? this.#find(which, now) : { entry: this.#live(which.id, now), alias: undefined }
    if (!entry || alias?.grace === 'powerless') return null
    this.#drop(entry)
    return snapshot(entry)
  }

  async list(userId: string) {
    return this.#ofUser(userId, this.#now('list')).map(snapshot)
  }

  async endAll(userId: string, exceptId?: string) {
    const now = this.#now('endAll')
    this.#fences.set(userId, (this.#fences.get(userId) ?? 0) + 1)
    const ended = this.#ofUser(userId, now).filter((entry) => entry.id !== exceptId)
    for (const entry of ended) this.#drop(entry)
    return ended.length
  }

  async ready() {
    return !this.#closed
  }

  async close() {
    this.#closed = true
    clearInterval(this.#sweeper)
    for (const map of [this.#entries, this.#aliases, this.#idsOfUser]) map.clear()
  }

  #now(operation: string): number {
    if (this.#closed) throw new StoreUnavailable(this.name, operation, new Error('it is closed'))
    return Date.now() + (this.#options.clockOffsetMs?.() ?? 0)
  }

  #fenceOf(userId: string): string {
    return String(this.#fences.get(userId) ?? 0)
  }

  #live(id: string, now: number): Entry | undefined {
    const entry = this.#entries.get(id)
    return entry && now < expiresAt(entry) ? entry : undefined
  }

  /** The live session of a token, and the alias that led there. An alias without a session has outlived it: it leads nowhere. */
  #find(token: string, now: number): { entry?: Entry | undefined; alias?: Alias | undefined } {
    if (!isToken(token)) return {}
    const id = idOf(token)
    const alias = this.#aliases.get(id)
    if (!alias || now >= alias.endsAt) return { entry: this.#live(id, now) }
    return { entry: this.#live(alias.newId, now), alias }
  }

  /** A user's live sessions, newest first; of two from the same millisecond, the one made later. */
  #ofUser(userId: string, now: number): Entry[] {
    const entries = [...(this.#idsOfUser.get(userId) ?? [])].map((id) => this.#live(id, now)).filter((entry) => entry !== undefined)
    return entries.reverse().sort((a, b) => b.createdAt - a.createdAt)
  }

  #keep(entry: Entry): void {
    this.#entries.set(entry.id, entry)
    if (entry.userId !== null) {
      const ids = this.#idsOfUser.get(entry.userId) ?? new Set()
      this.#idsOfUser.set(entry.userId, ids.add(entry.id))
    }
    this.#sweeper ??= setInterval(() => this.#sweep(), this.#options.sweepMs ?? 60_000).unref()
  }

  #drop(entry: Entry): void {
    this.#entries.delete(entry.id)
    if (entry.userId === null) return
    const ids = this.#idsOfUser.get(entry.userId)
    ids?.delete(entry.id)
    if (ids?.size === 0) this.#idsOfUser.delete(entry.userId)
  }

  /** Frees memory only: whether a session has expired is decided by its fields at every call. */
  #sweep(): void {
    const now = this.#now('sweep')
    for (const entry of this.#entries.values()) if (now >= expiresAt(entry)) this.#drop(entry)
    for (const [id, alias] of this.#aliases) if (now >= alias.endsAt) this.#aliases.delete(id)
  }
}
