/**
 * Sessions in Postgres: the store of the mode `db`. Two tables hold a session (header, attributes), two more the ids of applied changes
 * and the users' fences; the migration `sessions` describes them and has the functions. Every call is one statement, hence one round trip
 * and one transaction: a SELECT, or a function that locks the session's header first, so that nothing is lost whatever runs at once.
 * A read whose idle end is due to slide takes a second one, at most once per min(60 s, idle / 10).
 *
 * @module
 */
import { FenceMoved, StoreUnavailable } from '../errors'
import { keptMeasure, type Measure } from '../inspection'
import type { Change, Draft, Renewal, Renewed, Session, SessionStore, StoreOptions } from '../session'
import { ALIAS_MS, APPLIED_MS, DEFAULT_ALIAS_KEY_PREFIX } from '../session'
import { checkChange, checkSteps, fingerprintOf, keyOf } from '../steps'
import { idOf, isToken, newToken, openToken, sealToken, tagOf } from '../token'
import { Collector } from './postgres/collector'
import { isRefusal, refusalOf } from './postgres/faults'
import { PostgresLink } from './postgres/link'
import { STATEMENTS } from './postgres/statements'
import { Turns } from './postgres/turns'

export type PostgresStoreOptions = StoreOptions & {
  /** The most connections. @default 10 */
  readonly max?: number
  /** How often this replica tries to collect what has expired. @default 60_000 */
  readonly collectMs?: number
}

/** What the functions answer; the migration says when which field is there. */
type Changed = { moved?: true; session: Session; sealedToken: string | null }
type Renewing = { session: Session; before: Session | null; sealedToken?: string; isFresh?: boolean }

/**
 * Opens a store; it connects at first use. The database has been migrated (prisma/migrations).
 * @param url `postgres://user:password@host:5432/database`
 */
export function openPostgresStore(url: string, options: PostgresStoreOptions = {}): SessionStore {
  return new PostgresStore(url, options)
}

class PostgresStore implements SessionStore {
  readonly name = 'postgres'
  readonly #link: PostgresLink
  readonly #collector: Collector
  readonly #turns = new Turns()
  readonly #offset: () => number
  readonly #aliasKeyPrefix: string
  readonly measure: () => Promise<Measure>

  constructor(url: string, options: PostgresStoreOptions) {
    this.#link = new PostgresLink(this.name, url, options.max ?? 10)
    this.#collector = new Collector(this.#link, options.collectMs ?? 60_000)
    this.#offset = () => Math.trunc(options.clockOffsetMs?.() ?? 0)
    this.#aliasKeyPrefix = options.aliasKeyPrefix ?? DEFAULT_ALIAS_KEY_PREFIX
    this.measure = keptMeasure(() => this.#measure())
  }

  async create({ change, lifetime, userId, fence }: Draft) {
    checkChange(change)
    const token = newToken()
    const { idleMs, absoluteMs } = lifetime
    const what = [change.id, fingerprintOf(change.steps), JSON.stringify(change.steps), Math.floor(idleMs), Math.floor(absoluteMs)]
    const session = await this.#call<Session>('create', [idOf(token), userId ?? null, fence ?? null, ...what, this.#offset()], change.id)
    if (!session) throw new FenceMoved()
    return { session, token }
  }

  async read(token: string) {
    if (!isToken(token)) return null
    const [row] = await this.#run('read', [idOf(token), this.#offset()])
    const [session, isDue] = (row ?? [null, false]) as [Session | null, boolean]
    return session && isDue ? this.#slide(session) : session
  }

  async peek(id: string) {
    return isToken(id) ? this.#call<Session>('peek', [id, this.#offset()]) : null
  }

  async change(token: string, { id, steps }: Change) {
    checkChange({ id, steps })
    if (!isToken(token)) return null
    const isMovable = steps.every((step) => keyOf(step).startsWith(this.#aliasKeyPrefix))
    const sessionId = idOf(token)
    const values = [sessionId, id, fingerprintOf(steps), JSON.stringify(steps), isMovable, APPLIED_MS, this.#offset()]
    const answer = await this.#turns.take(sessionId, () => this.#call<Changed>('change', values, id))
    if (!answer) return null
    const { moved, session, sealedToken } = answer
    if (moved) return 'moved'
    return sealedToken === null ? { session } : { session, token: openToken(sealedToken, token) }
  }

  async fence(userId: string) {
    return (await this.#call<string>('fence', [userId])) ?? '0'
  }

  async renew(token: string | null, renewal: Renewal): Promise<Renewed | null> {
    const { userId, fence, steps, lifetime, maxSessions, grace, onlyLive } = renewal
    checkSteps(steps)
    const old = token !== null && isToken(token) ? token : null
    // Which of the two is needed only Postgres knows: an unknown token does not even hand on its tag.
    const [fresh, next] = [newToken(), newToken(old === null ? undefined : tagOf(old))]
    const sealed = old === null ? null : sealToken(next, old)
    const most = maxSessions === undefined ? null : Math.min(Math.max(0, maxSessions), 2 ** 31 - 1)
    const values = [old && idOf(old), userId, fence, idOf(next), sealed, idOf(fresh), JSON.stringify(steps)]
    const times = [Math.floor(lifetime.idleMs), Math.floor(lifetime.absoluteMs)]
    const answer = await this.#call<Renewing>(onlyLive ? 'renewLive' : 'renew', [
      ...values,
      ...times,
      most,
      grace === 'full',
      ALIAS_MS,
      this.#offset(),
    ])
    if (!answer) return null
    const { session, before, sealedToken, isFresh } = answer
    if (sealedToken !== undefined && old !== null) return { session, before, token: openToken(sealedToken, old) }
    return { session, before, token: isFresh ? fresh : next }
  }

  async end(which: string | { readonly id: string }) {
    const isByToken = typeof which === 'string'
    const given = isByToken ? which : which.id
    if (!isToken(given)) return null
    return this.#call<Session>('end', [isByToken ? idOf(given) : given, isByToken, this.#offset()])
  }

  async list(userId: string) {
    const rows = await this.#run('list', [userId, this.#offset()])
    return rows.map(([session]) => session as Session)
  }

  async endAll(userId: string, exceptId?: string) {
    return (await this.#call<number>('endAll', [userId, exceptId ?? null, this.#offset()])) ?? 0
  }

  ready() {
    return this.#link.ready()
  }

  close() {
    this.#collector.stop()
    return this.#link.close()
  }

  async #measure(): Promise<Measure> {
    const [row] = await this.#run('measure', [this.#offset()])
    const [sessions, memoryBytes] = row as [string, string]
    return { sessions: Number(sessions), memoryBytes: Number(memoryBytes) }
  }

  /** The idle end is due to slide. Whoever slides it first is enough; and a Postgres that takes no writes now can still be read from. */
  async #slide(session: Session): Promise<Session> {
    const rows = await this.#run('slide', [session.id, this.#offset()], 'read').catch((error) => {
      if (error instanceof StoreUnavailable) return []
      throw error
    })
    const [lastSeenAt = session.lastSeenAt, expiresAt = session.expiresAt] = (rows[0] ?? []) as number[]
    return { ...session, lastSeenAt, expiresAt }
  }

  /** The one value that a statement answers; null also when it answers no row. */
  async #call<T>(operation: keyof typeof STATEMENTS, values: readonly unknown[], changeId = ''): Promise<T | null> {
    try {
      const rows = await this.#run(operation, values)
      return (rows[0]?.[0] ?? null) as T | null
    } catch (error) {
      throw isRefusal(error) ? refusalOf(error, changeId) : error
    }
  }

  #run(name: keyof typeof STATEMENTS, values: readonly unknown[], operation: string = name): Promise<unknown[][]> {
    this.#collector.start()
    return this.#link.run(operation, STATEMENTS[name], values)
  }
}
