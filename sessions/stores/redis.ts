/**
 * Sessions in one Redis (7.0 or later): the store of the mode `redis`. Every call is one command or one script, which Redis runs
 * alone, so that nothing is lost whatever runs at once. `redis/keys.ts` says what is kept where, `redis/link.ts` what happens in an outage.
 *
 * Two calls may take a second round trip: a read whose idle end is due to slide (at most once per {@link slideIntervalMs}), and a read
 * through a full alias (in the 30 s after a periodic renewal).
 *
 * @module
 */
import { FenceMoved, StoreUnavailable } from '../errors'
import { slideIntervalMs } from '../lifetime'
import type { AttributeValue, Change, Draft, Renewal, Renewed, Session, SessionStore, StoreOptions } from '../session'
import { ALIAS_MS, APPLIED_MS, DEFAULT_ALIAS_KEY_PREFIX } from '../session'
import { applySteps, checkChange, checkSteps, keyOf } from '../steps'
import { idOf, isToken, newToken, openToken, sealToken, tagOf } from '../token'
import { attributesOf, decode, encodeKey, encodeSteps, encodeValue, fieldsOf, markOf, refusal } from './redis/codec'
import { appliedKey, fenceKey, indexKey, sessionKey } from './redis/keys'
import { RedisLink } from './redis/link'
import { SCRIPTS } from './redis/scripts'

/** How long Redis remembers a moved fence: nobody takes a day between asking for one and signing in with it. */
const FENCE_MS = 24 * 3_600_000

/** What a script answers: a session's fields, joined, or why not. */
type Reply = string | string[] | null

/**
 * Opens a store; it connects at first use.
 * @param url `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS
 */
export function openRedisStore(url: string, options: StoreOptions = {}): SessionStore {
  return new RedisStore(url, options)
}

class RedisStore implements SessionStore {
  readonly name = 'redis'
  readonly #link: RedisLink
  readonly #offset: () => number
  readonly #aliasKeyPrefix: string

  constructor(url: string, options: StoreOptions) {
    this.#link = new RedisLink(this.name, url)
    this.#offset = options.clockOffsetMs ?? (() => 0)
    this.#aliasKeyPrefix = options.aliasKeyPrefix ?? DEFAULT_ALIAS_KEY_PREFIX
  }

  async create({ change, lifetime, userId, fence }: Draft) {
    checkChange(change)
    const attributes = new Map<string, AttributeValue>()
    applySteps(attributes, change.steps)
    const token = newToken()
    const id = idOf(token)
    const keys = [sessionKey(id), appliedKey(id, change.id)]
    if (userId !== undefined) keys.push(fenceKey(userId), indexKey(userId))
    const [idle, absolute] = [Math.floor(lifetime.idleMs), Math.floor(lifetime.absoluteMs)]
    const args = [this.#offset(), markOf(change.steps), idle, absolute, APPLIED_MS, id, userId ?? '', fence ?? '']
    for (const [key, value] of attributes) args.push(encodeKey(key), encodeValue(value))
    const now = (await this.#link.script('create', SCRIPTS.create, keys, args)) as number | string[]
    if (typeof now !== 'number') throw new FenceMoved()
    const expiresAt = now + Math.min(idle, absolute)
    const session = {
      id,
      userId: userId ?? null,
      createdAt: now,
      lastSeenAt: now,
      expiresAt,
      attributes: attributesOf(attributes),
      version: 1,
    }
    return { session, token }
  }

  async read(token: string): Promise<Session | null> {
    if (!isToken(token)) return null
    const id = idOf(token)
    const found = await this.#find('read', id)
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
    const args = encodeSteps([this.#offset(), markOf(steps), movable ? 1 : 0, APPLIED_MS], steps)
    const reply = (await this.#link.script('change', SCRIPTS.change, [sessionKey(id), appliedKey(id, changeId)], args)) as Reply
    if (Array.isArray(reply)) return refusal(reply, changeId, steps)
    const found = reply === null ? null : decode(id, fieldsOf(reply))
    if (!found) return null
    return found.sealed === undefined ? { session: found.session } : { session: found.session, token: openToken(found.sealed, token) }
  }

  async fence(userId: string) {
    return (await this.#link.run('fence', (redis) => redis.get(fenceKey(userId)))) ?? '0'
  }

  async renew(token: string | null, { userId, fence, steps, lifetime, maxSessions, grace }: Renewal): Promise<Renewed | null> {
    checkSteps(steps)
    const old = token !== null && isToken(token) ? token : undefined
    const fresh = newToken()
    const next = old === undefined ? fresh : newToken(tagOf(old))
    const ids = [old === undefined ? idOf(fresh) : idOf(old), idOf(next), idOf(fresh)] as const
    const args = [this.#offset(), userId, fence, old === undefined ? '' : sealToken(next, old), grace === 'full' ? 'f' : 'p']
    args.push(
      Math.floor(lifetime.idleMs),
      Math.floor(lifetime.absoluteMs),
      ALIAS_MS,
      maxSessions === undefined ? '' : Math.max(1, maxSessions),
    )
    const keys = [...ids.map(sessionKey), fenceKey(userId), indexKey(userId)]
    const reply = await this.#link.script('renew', SCRIPTS.renew, keys, encodeSteps(args, steps))
    if (reply === null) return null
    const [how, before, after, sealed] = reply as [number | string, string | null, string, string | null]
    if (typeof how === 'string') return refusal(reply as string[], '', steps) as never
    const session = decode(how === 3 ? ids[2] : ids[1], fieldsOf(after))?.session as Session
    const answered = sealed !== null && old !== undefined ? openToken(sealed, old) : how === 3 ? fresh : next
    return { session, token: answered, before: before === null ? null : (decode(ids[0], fieldsOf(before))?.session ?? null) }
  }

  async end(which: string | { readonly id: string }) {
    const byToken = typeof which === 'string'
    const given = byToken ? which : which.id
    if (!isToken(given)) return null
    const id = byToken ? idOf(given) : given
    const reply = await this.#link.script('end', SCRIPTS.end, [sessionKey(id)], [this.#offset(), byToken ? 1 : 0])
    return reply === null ? null : (decode(id, fieldsOf(reply as string))?.session ?? null)
  }

  async list(userId: string) {
    const reply = (await this.#link.script('list', SCRIPTS.list, [indexKey(userId)], [this.#offset()])) as string[]
    const found = reply.map((fields) => decode('', fieldsOf(fields))).filter((stored) => stored !== null)
    found.sort((a, b) => b.session.createdAt - a.session.createdAt || (a.boundAt < b.boundAt ? 1 : -1))
    return found.map(({ session }) => session)
  }

  async endAll(userId: string, exceptId = '') {
    const args = [this.#offset(), exceptId, FENCE_MS]
    return (await this.#link.script('endAll', SCRIPTS.endAll, [fenceKey(userId), indexKey(userId)], args)) as number
  }

  async ready() {
    return this.#link
      .run('ready', (redis) => redis.ping())
      .then(
        () => true,
        () => false,
      )
  }

  close() {
    return this.#link.close()
  }

  #now(): number {
    return this.#link.clock.now() + this.#offset()
  }

  /** One HGETALL. Redis itself drops what has expired, exactly on its clock; fields have to decide only where a test has moved the clock. */
  async #find(operation: string, id: string) {
    // In capitals ioredis leaves the answer flat, which is quicker to decode than the object it makes of `hgetall`.
    const reply = await this.#link.run(operation, (redis) => redis.call('HGETALL', sessionKey(id)))
    const found = decode(id, reply as string[])
    return found && this.#offset() !== 0 && !found.alias && this.#now() >= found.session.expiresAt ? null : found
  }

  async #slide(id: string): Promise<Session | null> {
    const reply = await this.#link.script('read', SCRIPTS.read, [sessionKey(id)], [this.#offset()])
    return reply === null ? null : (decode(id, fieldsOf(reply as string))?.session ?? null)
  }
}
