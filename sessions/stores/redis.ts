/**
 * Sessions in one Redis (7.0 or later): the store of the mode `redis`. Every call is one command or one script, which Redis runs
 * alone, so that nothing is lost whatever runs at once. `redis/keys.ts` says what is kept where, `redis/link.ts` what happens in an outage.
 *
 * Two calls may take a second round trip: a read whose idle end is due to slide (at most once per {@link slideIntervalMs}), and a read
 * through a full alias (in the 30 s after a periodic renewal).
 *
 * @module
 */
import type { Redis } from 'ioredis'
import { StoreUnavailable } from '../errors'
import { keptMeasure, type Measure, type NearCacheCounters, type StoreServers } from '../inspection'
import { slideIntervalMs } from '../lifetime'
import type { AttributeValue, Change, Draft, Lifetime, Renewal, Renewed, Session, SessionStore, StoreOptions } from '../session'
import { ALIAS_MS, DEFAULT_ALIAS_KEY_PREFIX } from '../session'
import { applySteps, checkChange, checkSteps, keyOf } from '../steps'
import { idOf, isToken, newToken, openToken, sealToken, tagOf } from '../token'
import { type Fields, type Refusal, type RenewedFields, renewedOf, sessionOf, storedOf, tell } from './redis/answers'
import { attributesOf, decode, encodeKey, encodeSteps, encodeValue, markOf } from './redis/codec'
import { appliedKey, fenceKey, indexKey, sessionKey } from './redis/keys'
import { measureRedis } from './redis/measure'
import { NearCache } from './redis/near-cache/near-cache'
import { NO_VIA, type RedisVia } from './redis/nodes'
import { openWire } from './redis/open-wire'
import { SCRIPTS } from './redis/scripts'
import { REDIS_MODES, type RedisServers, readRedisUrl } from './redis/servers'
import { serversOf } from './redis/set/servers-of'
import type { RedisWire } from './redis/wire'

/** How long Redis remembers a moved fence: nobody takes a day between asking for one and signing in with it. */
const FENCE_MS = 24 * 3_600_000

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
  readonly measure: () => Promise<Measure>
  readonly servers?: (id: string | null) => Promise<StoreServers | null>
  readonly #near: NearCache | undefined
  readonly nearCache?: () => NearCacheCounters

  constructor(servers: RedisServers, options: RedisStoreOptions) {
    this.name = REDIS_MODES[servers.topology]
    this.#link = openWire(this.name, servers, options.via ?? NO_VIA)
    this.#offset = options.clockOffsetMs ?? (() => 0)
    this.measure = keptMeasure(() => this.#link.run('measure', null, measureRedis))
    const look = serversOf(servers, options.via)
    if (look) this.servers = look
    this.#aliasKeyPrefix = options.aliasKeyPrefix ?? DEFAULT_ALIAS_KEY_PREFIX
    if (!servers.nearCache) return
    const near = new NearCache(this.#link, servers.nearCacheMb * 2 ** 20)
    this.#near = near
    this.nearCache = () => near.counters()
  }

  async create({ change, lifetime, userId, fence }: Draft) {
    checkChange(change)
    const made = new Map<string, AttributeValue>()
    applySteps(made, change.steps)
    const { id, token } = issue()
    const keys = [sessionKey(id), appliedKey(id, change.id)]
    if (userId !== undefined) keys.push(fenceKey(userId), indexKey(userId))
    const offset = this.#offset()
    const args = [offset, markOf(offset, change.steps), ...inMs(lifetime), id, userId ?? '', fence ?? '']
    for (const [key, value] of made) args.push(encodeKey(key), encodeValue(value))
    const answer = (await this.#link.script('create', SCRIPTS.create, keys, args, userId !== undefined)) as number | Refusal
    if (typeof answer !== 'number') return tell(answer, change.steps) as never
    const times = { createdAt: answer, lastSeenAt: answer, expiresAt: answer + Math.min(...inMs(lifetime)) }
    return { session: { id, userId: userId ?? null, ...times, attributes: attributesOf(made), version: 1 }, token }
  }

  async read(token: string, atLeast?: number): Promise<Session | null> {
    if (!isToken(token)) return null
    const id = idOf(token)
    const found = this.#near?.find(sessionKey(id), atLeast, this.#now()) ?? (await this.#find('read', id))
    if (!found) return null
    const { session, idleMs, alias } = found
    if (alias) return alias === 'full' ? this.#slide(id) : null
    this.#link.refreshClock()
    if (this.#now() - session.lastSeenAt < slideIntervalMs(idleMs)) return session
    return this.#slide(id).catch((error) => {
      // A Redis that takes no writes (full, or a replica) can still be read from; the next read tries to slide again.
      if (error instanceof StoreUnavailable) return session
      throw error
    })
  }

  async peek(id: string) {
    const found = isToken(id) ? await this.#find('peek', id) : null
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

  async renew(token: string | null, { userId, fence, steps, lifetime, maxSessions, grace, onlyLive }: Renewal): Promise<Renewed | null> {
    checkSteps(steps)
    const old = token !== null && isToken(token) ? { id: idOf(token), token } : null
    const fresh = issue()
    const next = old ? issue(tagOf(old.id)) : fresh
    const sealed = old ? sealToken(next.token, old.token) : ''
    const limit = maxSessions === undefined ? '' : Math.max(1, maxSessions)
    const args = [
      this.#offset(),
      userId,
      fence,
      sealed,
      grace === 'full' ? 'f' : 'p',
      ...inMs(lifetime),
      ALIAS_MS,
      limit,
      onlyLive ? 1 : '',
    ]
    // Without an old token, the fresh one's key stands for a session that is not there.
    const keys = [...[old ?? fresh, next, fresh].map(({ id }) => sessionKey(id)), fenceKey(userId), indexKey(userId)]
    const answer = (await this.#link.script('renew', SCRIPTS.renew, keys, encodeSteps(args, steps), true)) as RenewedFields | Refusal | null
    if (answer === null) return null
    if (typeof answer[0] === 'string') return tell(answer as Refusal, steps) as never
    return renewedOf(answer as RenewedFields, old, next, fresh)
  }

  async end(which: string | { readonly id: string }) {
    const byToken = typeof which === 'string'
    const given = byToken ? which : which.id
    if (!isToken(given)) return null
    const id = byToken ? idOf(given) : given
    const args = [this.#offset(), byToken ? 1 : 0]
    return sessionOf(id, (await this.#link.script('end', SCRIPTS.end, [sessionKey(id)], args, true)) as Fields)
  }

  async list(userId: string) {
    const answer = (await this.#link.script('list', SCRIPTS.list, [indexKey(userId)], [this.#offset()])) as string[]
    const found = answer.map((fields) => storedOf('', fields)).filter((stored) => stored !== null)
    found.sort((a, b) => b.session.createdAt - a.session.createdAt || (a.boundAt < b.boundAt ? 1 : -1))
    return found.map(({ session }) => session)
  }

  async endAll(userId: string, exceptId = '') {
    const args = [this.#offset(), exceptId, FENCE_MS]
    return (await this.#link.script('endAll', SCRIPTS.endAll, [fenceKey(userId), indexKey(userId)], args, true)) as number
  }

  async ready() {
    return this.#link
      .run('ready', null, (redis) => redis.ping())
      .then(
        () => true,
        () => false,
      )
  }

  close() {
    this.#near?.close()
    return this.#link.close()
  }

  #now(): number {
    return this.#link.clock.now() + this.#offset()
  }

  /** One HGETALL. Redis itself drops what has expired, exactly on its clock; fields have to decide only where a test has moved the clock. */
  async #find(operation: string, id: string) {
    const key = sessionKey(id)
    const ask = async (sentBy?: (redis: Redis) => void) => {
      const send = (redis: Redis) => {
        sentBy?.(redis)
        // In capitals ioredis leaves the answer flat, which is quicker to decode than the object it makes of `hgetall`.
        return redis.call('HGETALL', key)
      }
      return decode(id, (await this.#link.run(operation, key, send)) as string[])
    }
    const found = await (this.#near && operation === 'read' ? this.#near.load(key, ask) : ask())
    return found && this.#offset() !== 0 && !found.alias && this.#now() >= found.session.expiresAt ? null : found
  }

  async #slide(id: string): Promise<Session | null> {
    return sessionOf(id, (await this.#link.script('read', SCRIPTS.read, [sessionKey(id)], [this.#offset()])) as Fields)
  }
}

/** A new token with its session's id; with a tag to go on from. */
function issue(tag?: string) {
  const token = newToken(tag)
  return { id: idOf(token), token }
}

/** A lifetime as the scripts take it, in whole milliseconds. */
function inMs({ idleMs, absoluteMs }: Lifetime): [idle: number, absolute: number] {
  return [Math.floor(idleMs), Math.floor(absoluteMs)]
}
