import type { Redis } from 'ioredis'
import { StoreUnavailable } from '../../errors'
import { slideIntervalMs } from '../../lifetime'
import type { Session } from '../../session'
import { type Fields, sessionOf } from './answers'
import { decode, type Stored } from './codec'
import { sessionKey } from './keys'
import type { NearCache } from './near-cache/near-cache'
import { SCRIPTS } from './scripts'
import type { RedisWire } from './wire'

/** Looks sessions up: in Redis, or in this process where there is a near-cache that may answer. */
export class Reads {
  readonly #wire: RedisWire
  readonly #offset: () => number
  readonly #near: NearCache | undefined

  /** @param offset is added to the servers' clock, in milliseconds */
  constructor(wire: RedisWire, offset: () => number, near?: NearCache) {
    this.#wire = wire
    this.#offset = offset
    this.#near = near
  }

  /** A live session, whose idle end slides when that is due. @param atLeast the version that its client has been shown */
  async read(id: string, atLeast?: number): Promise<Session | null> {
    const near = this.#near?.find(id, atLeast, this.#now())
    if (near) return near
    const found = await this.find('read', id)
    if (!found) return null
    const { session, idleMs, alias } = found
    if (alias) return alias === 'full' ? this.#slide(id) : null
    this.#wire.refreshClock()
    if (this.#now() - session.lastSeenAt < slideIntervalMs(idleMs)) return session
    return this.#slide(id).catch((error) => {
      // A Redis that takes no writes (full, or a replica) can still be read from; the next read tries to slide again.
      if (error instanceof StoreUnavailable) return session
      throw error
    })
  }

  /**
   * What is live under that id: a session, or an alias. One HGETALL: Redis itself drops what has expired, exactly on its clock; fields have to decide
   * only where a test has moved the clock.
   */
  async find(operation: string, id: string): Promise<Stored | null> {
    const key = sessionKey(id)
    const ask = async (sentBy?: (redis: Redis) => void) => {
      const send = (redis: Redis) => {
        sentBy?.(redis)
        // In capitals ioredis leaves the answer flat, which is quicker to decode than the object it makes of `hgetall`.
        return redis.call('HGETALL', key)
      }
      return decode(id, (await this.#wire.run(operation, key, send)) as string[])
    }
    const found = await (this.#near && operation === 'read' ? this.#near.load(id, ask) : ask())
    return found && this.#offset() !== 0 && !found.alias && this.#now() >= found.session.expiresAt ? null : found
  }

  #now(): number {
    return this.#wire.clock.now() + this.#offset()
  }

  async #slide(id: string): Promise<Session | null> {
    return sessionOf(id, (await this.#wire.script('read', SCRIPTS.read, [sessionKey(id)], [this.#offset()])) as Fields)
  }
}
