/**
 * Sessions in this process's memory: the store of the modes `memory`, `sticky` and `sticky-ip`, and the reference for all others.
 * Every method does its work in one synchronous piece, so nothing can come between: that is its whole concurrency control.
 *
 * @module
 */
import { FenceMoved, StoreUnavailable } from '../errors'
import type { LocalPlace } from '../inspection'
import type { Change, Draft, Renewal, Renewed, SessionStore, StoreOptions } from '../session'
import { ALIAS_MS, DEFAULT_ALIAS_KEY_PREFIX } from '../session'
import { applySteps, checkChange, checkSteps, keyOf } from '../steps'
import { idOf, newToken, openToken, sealToken, tagOf } from '../token'
import { applyOnce, type Entry, newEntry, snapshot, touch } from './memory-entry'
import { type Alias, Tables } from './memory-tables'

export type MemoryStoreOptions = StoreOptions & {
  /** How often expired sessions are collected. @default 60_000 */
  readonly sweepMs?: number
  /** @internal For tests that look into it. */
  readonly tables?: Tables
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
  readonly #options: MemoryStoreOptions
  readonly #tables: Tables
  /** Kept for the life of the process: a forgotten fence would let a sign-in from before an `endAll` pass. */
  readonly #fences = new Map<string, number>()
  #sweeper: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: MemoryStoreOptions) {
    this.#options = options
    this.#tables = options.tables ?? new Tables()
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
    const { entry, alias } = this.#tables.find(token, now)
    if (!entry || alias?.grace === 'powerless') return null
    touch(entry, now)
    return snapshot(entry)
  }

  async peek(id: string) {
    const entry = this.#tables.live(id, this.#now('peek'))
    return entry ? snapshot(entry) : null
  }

  async change(token: string, change: Change) {
    const now = this.#now('change')
    checkChange(change)
    const { entry, alias } = this.#tables.find(token, now)
    if (!entry || (alias?.grace === 'powerless' && !this.#isAboutTheCart(change))) return null
    applyOnce(entry, change, now)
    if (!alias) return { session: snapshot(entry) }
    return alias.grace === 'powerless' ? 'moved' : { session: snapshot(entry), token: openToken(alias.sealedToken, token) }
  }

  async fence(userId: string) {
    this.#now('fence')
    return this.#fenceOf(userId)
  }

  async renew(token: string | null, renewal: Renewal): Promise<Renewed | null> {
    const now = this.#now('renew')
    checkSteps(renewal.steps)
    if (renewal.fence !== this.#fenceOf(renewal.userId)) return null
    const { entry, alias } = token === null ? {} : this.#tables.find(token, now)
    if (renewal.onlyLive && (entry?.userId !== renewal.userId || alias?.grace === 'powerless')) return null
    if (token === null) return this.#signIn(renewal, now)
    if (alias) return entry && alias.userId === renewal.userId ? answerAgain(entry, alias, token) : null
    if (!entry) return this.#signIn(renewal, now)
    if (entry.userId !== null && entry.userId !== renewal.userId) return null
    return this.#signIn(renewal, now, { entry, token })
  }

  async end(which: string | { readonly id: string }) {
    const now = this.#now('end')
    const { entry, alias } = typeof which === 'string' ? this.#tables.find(which, now) : { entry: this.#tables.live(which.id, now) }
    if (!entry || alias?.grace === 'powerless') return null
    this.#tables.drop(entry)
    return snapshot(entry)
  }

  async list(userId: string) {
    return this.#tables.ofUser(userId, this.#now('list')).map(snapshot)
  }

  async endAll(userId: string, exceptId?: string) {
    const now = this.#now('endAll')
    this.#fences.set(userId, (this.#fences.get(userId) ?? 0) + 1)
    const ended = this.#tables.ofUser(userId, now).filter(({ id }) => id !== exceptId)
    for (const entry of ended) this.#tables.drop(entry)
    return ended.length
  }

  get local(): LocalPlace {
    return {
      held: () => ({ primary: this.#tables.sessions, backup: 0 }),
      look: (id) => {
        const { entry } = this.#tables.findById(id, this.#now('look'))
        return { role: 'only', session: entry ? snapshot(entry) : null }
      },
    }
  }

  async ready() {
    return !this.#closed
  }

  async close() {
    this.#closed = true
    clearInterval(this.#sweeper)
    this.#tables.clear()
  }

  /** A new session of the user, in the place of `old` where there is one. What can throw comes before what changes anything. */
  #signIn({ userId, steps, lifetime, grace, maxSessions }: Renewal, now: number, old?: { entry: Entry; token: string }): Renewed {
    // A full alias reads the session, so only the user's own may leave one: else a guest token that was planted would open it.
    const full = grace === 'full' && old?.entry.userId === userId
    const token = newToken(old && tagOf(old.token))
    const entry = newEntry(idOf(token), userId, lifetime, now, old?.entry, full)
    applySteps(entry.attributes, steps)
    entry.version += 1
    const before = old ? snapshot(old.entry) : null
    if (old && before) {
      const sealedToken = sealToken(token, old.token)
      const endsAt = now + ALIAS_MS
      this.#tables.replace(old.entry, { newId: entry.id, userId, sealedToken, grace: full ? 'full' : 'powerless', before, endsAt })
    }
    this.#keep(entry)
    const others = this.#tables.ofUser(userId, now).filter((other) => other !== entry)
    for (const other of others.slice(Math.max(0, (maxSessions ?? Number.POSITIVE_INFINITY) - 1))) this.#tables.drop(other)
    return { session: snapshot(entry), token, before }
  }

  #keep(entry: Entry): void {
    this.#tables.keep(entry)
    this.#sweeper ??= setInterval(() => this.#tables.sweep(this.#now('sweep')), this.#options.sweepMs ?? 60_000).unref()
  }

  /** The store's clock; the first line of every method, and so also what a closed store fails by. */
  #now(operation: string): number {
    if (this.#closed) throw new StoreUnavailable(this.name, operation, new Error('it is closed'))
    return Date.now() + (this.#options.clockOffsetMs?.() ?? 0)
  }

  #fenceOf(userId: string): string {
    return String(this.#fences.get(userId) ?? 0)
  }

  #isAboutTheCart({ steps }: Change): boolean {
    const prefix = this.#options.aliasKeyPrefix ?? DEFAULT_ALIAS_KEY_PREFIX
    return steps.every((step) => keyOf(step).startsWith(prefix))
  }
}

/** The same user's repeated renewal, its answer lost or late: the same token and state before, and the session as it is now. */
function answerAgain(entry: Entry, alias: Alias, token: string): Renewed {
  return { session: snapshot(entry), token: openToken(alias.sealedToken, token), before: alias.before }
}
