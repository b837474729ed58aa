/**
 * Sessions in Redis (7.0 or later): in one, in the one that Sentinels name, or in a Redis Cluster. Every call is one command or one script, which
 * Redis runs alone, so that nothing is lost whatever runs at once. `redis/keys.ts` says what is kept where, `redis/wire.ts` how it is talked to.
 *
 * Two calls may take a second round trip: a read whose idle end is due to slide (at most once per min(60 s, idle / 10)), and a read
 * through a full alias (in the 30 s after a periodic renewal). In a cluster, what concerns a user takes one per slot: `redis/users-by-slot.ts`.
 *
 * @module
 */
import { keptMeasure, type Measure, type NearCacheCounters, type StoreServers } from '../inspection'
import type { AttributeValue, Change, Draft, Renewal, Renewed, Session, SessionStore, StoreOptions } from '../session'
import { DEFAULT_ALIAS_KEY_PREFIX } from '../session'
import { applySteps, checkChange, checkSteps, keyOf } from '../steps'
import { idOf, isToken, openToken } from '../token'
import { type Fields, type Refusal, renewedOf, storedOf, tell } from './redis/answers'
import { attributesOf, encodeSteps, markOf } from './redis/codec'
import { type Issued, inMs, issue } from './redis/issue'
import { appliedKey, fenceKey, sessionKey } from './redis/keys'
import { measureRedis, summed } from './redis/measure'
import { NearCache } from './redis/near-cache/near-cache'
import { NO_VIA, type RedisVia } from './redis/nodes'
import { openWire } from './redis/open-wire'
import { Reads } from './redis/reads'
import { SCRIPTS } from './redis/scripts'
import { REDIS_MODES, type RedisServers, readRedisUrl } from './redis/servers'
import { serversOf } from './redis/set/servers-of'
import { createArgs, type Made, type UserCalls } from './redis/user-calls'
import { UsersAtOnce } from './redis/users-at-once'
import { UsersBySlot } from './redis/users-by-slot'
import type { RedisWire } from './redis/wire'

/** `via`: another way to each server than the address that it announces (`REDIS_VIA`). */
export type RedisStoreOptions = StoreOptions & { readonly via?: RedisVia }

/**
 * Opens a store; it connects at first use.
 * @param servers where its Redis is: what `readRedisUrl` answers, or the URL itself
 * @throws RangeError when the URL is none
 */
export function openRedisStore(servers: RedisServers | string, options: RedisStoreOptions = {}): SessionStore {
  if (typeof servers !== 'string') return new RedisStore(servers, options)
  const read = readRedisUrl(servers)
  if ('problem' in read) throw new RangeError(`The URL of a Redis store ${read.problem}`)
  return new RedisStore(read.servers, options)
}

class RedisStore implements SessionStore {
  readonly name: string
  readonly #link: RedisWire
  readonly #offset: () => number
  readonly #aliasKeyPrefix: string
  readonly #users: UserCalls
  readonly measure: () => Promise<Measure>
  readonly servers?: (id: string | null) => Promise<StoreServers | null>
  readonly #reads: Reads
  readonly #near: NearCache | undefined
  readonly nearCache?: () => NearCacheCounters

  constructor(servers: RedisServers, options: RedisStoreOptions) {
    this.name = REDIS_MODES[servers.topology]
    this.#link = openWire(this.name, servers, options.via ?? NO_VIA)
    this.#offset = options.clockOffsetMs ?? (() => 0)
    this.measure = keptMeasure(async () => summed(await this.#link.each('measure', measureRedis)))
    const look = serversOf(servers, options.via)
    if (look) this.servers = look
    this.#aliasKeyPrefix = options.aliasKeyPrefix ?? DEFAULT_ALIAS_KEY_PREFIX
    const near = servers.nearCache ? new NearCache(this.#link, servers.nearCacheMb * 2 ** 20) : undefined
    this.#near = near
    if (near) this.nearCache = () => near.counters()
    const reads = new Reads(this.#link, this.#offset, near)
    this.#reads = reads
    const parts = { name: this.name, wire: this.#link, offset: this.#offset, find: reads.find.bind(reads) }
    this.#users = servers.topology === 'cluster' ? new UsersBySlot(parts) : new UsersAtOnce(parts)
  }

  async create(draft: Draft) {
    const { change, lifetime, userId = null } = draft
    checkChange(change)
    const made = new Map<string, AttributeValue>()
    applySteps(made, change.steps)
    const issued = issue(this.#link)
    const answer =
      userId === null ? await this.#createGuest(issued, { ...draft, made }) : await this.#users.create(issued, { ...draft, userId, made })
    if (typeof answer !== 'number') return tell(answer, change.steps) as never
    const times = { createdAt: answer, lastSeenAt: answer, expiresAt: answer + Math.min(...inMs(lifetime)) }
    return { session: { id: issued.id, userId, ...times, attributes: attributesOf(made), version: 1 }, token: issued.token }
  }

  async read(token: string, atLeast?: number): Promise<Session | null> {
    return isToken(token) ? this.#reads.read(idOf(token), atLeast) : null
  }

  async peek(id: string) {
    const found = isToken(id) ? await this.#reads.find('peek', id) : null
    return found && !found.alias ? found.session : null
  }

  async change(token: string, change: Change) {
    checkChange(change)
    if (!isToken(token)) return null
    const { id: changeId, steps } = change
    const id = idOf(token)
    const movable = steps.every((step) => keyOf(step).startsWith(this.#aliasKeyPrefix))
    const offset = this.#offset()
    const args = encodeSteps([offset, markOf(offset, steps), movable ? 1 : 0], steps)
    const keys = [sessionKey(id), appliedKey(id, changeId)]
    const answer = (await this.#link.script('change', SCRIPTS.change, keys, args, change.durable)) as Fields | Refusal
    if (Array.isArray(answer)) return tell(answer as unknown as Refusal, steps, changeId)
    const found = storedOf(id, answer as Fields)
    if (!found) return null
    return found.sealed === undefined ? { session: found.session } : { session: found.session, token: openToken(found.sealed, token) }
  }

  async fence(userId: string) {
    return (await this.#link.run('fence', fenceKey(userId), (redis) => redis.get(fenceKey(userId)))) ?? '0'
  }

  async renew(token: string | null, renewal: Renewal): Promise<Renewed | null> {
    checkSteps(renewal.steps)
    const answer = await this.#users.renew(token !== null && isToken(token) ? { id: idOf(token), token } : null, renewal)
    if (answer === null) return null
    return 'fields' in answer ? renewedOf(answer) : (tell(answer, renewal.steps) as never)
  }

  async end(which: string | { readonly id: string }) {
    const byToken = typeof which === 'string'
    const given = byToken ? which : which.id
    return isToken(given) ? this.#users.end(byToken ? idOf(given) : given, byToken) : null
  }

  async list(userId: string) {
    const found = await this.#users.list(userId)
    found.sort((a, b) => b.session.createdAt - a.session.createdAt || (a.boundAt < b.boundAt ? 1 : -1))
    return found.map(({ session }) => session)
  }

  async endAll(userId: string, exceptId = '') {
    return this.#users.endAll(userId, exceptId)
  }

  async ready() {
    return this.#link
      .run('ready', null, (redis) => redis.ping())
      .then(
        () => true,
        () => false,
      )
  }

  onConnected(listener: () => void) {
    this.#link.onMasters(() => {
      if (this.#link.masters().length > 0) listener()
    })
  }

  close() {
    this.#near?.close()
    return this.#link.close()
  }

  async #createGuest({ id }: Issued, draft: Draft & Pick<Made, 'made'>) {
    const keys = [sessionKey(id), appliedKey(id, draft.change.id)]
    return (await this.#link.script('create', SCRIPTS.create, keys, createArgs(this.#offset(), id, draft, ''))) as number | Refusal
  }
}
