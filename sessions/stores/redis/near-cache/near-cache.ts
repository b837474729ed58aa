import type { Redis } from 'ioredis'
import type { NearCacheCounters } from '../../../inspection'
import { slideIntervalMs } from '../../../lifetime'
import type { Session } from '../../../session'
import type { Stored } from '../codec'
import type { RedisWire } from '../wire'
import { Entries } from './entries'
import { Lag } from './lag'
import { Tracker } from './tracker'

/** So long before its end, in milliseconds, a session is read from Redis: the clock there is known to a round trip. */
const END_MARGIN_MS = 1000

/** Reads of one session that are on their way; an invalidation meanwhile makes what they bring too old to be kept. */
type Flight = { reads: number; isOutdated: boolean }
/** Where a read went, and in which era of that place's tracker. */
type Sent = { readonly tracker: Tracker; readonly era: number }

/**
 * Sessions in this process's memory, kept right by what Redis says of their changes.
 *
 * What is kept was read while the tracker of its master was sound, and nothing has been said of it since the read was sent. An invalidation that
 * passes the answer to a read that it is later than, or is passed by it, does no harm: the first cancels the read, the second the entry.
 */
export class NearCache {
  readonly #wire: RedisWire
  readonly #entries: Entries<Tracker>
  readonly #flights = new Map<string, Flight>()
  readonly #lag = new Lag()
  #trackers = new Map<Redis, Tracker>()
  #counts = { hits: 0, misses: 0, passed: 0, invalidations: 0, flushes: 0 }

  constructor(wire: RedisWire, maxBytes: number) {
    this.#wire = wire
    this.#entries = new Entries(maxBytes)
    wire.onMasters(() => this.#meet())
  }

  /**
   * A session from memory; undefined when it has to be read: also when its idle end is due to slide, and when its end is near. All that a
   * read does here costs about as much as its token's hash, without which nobody knows whose token it is.
   * @param hash of the token, by `hashOf`
   * @param atLeast the version that its client has been shown
   * @param offset added to the store's clock, in milliseconds
   */
  find(hash: string, atLeast: number, offset: number): Session | undefined {
    const entry = this.#entries.use(hash)
    if (!entry || entry.session.version < atLeast) return undefined
    const now = performance.now()
    if (this.#wire.clock.now(now) + offset >= entry.until || !entry.source.use(now)) return undefined
    this.#counts.hits++
    return entry.session
  }

  /**
   * Reads a session from Redis and keeps it if it is a live one that nothing was said of meanwhile.
   * @param atLeast the version that its client has been shown; undefined: unknown, so that memory was not asked
   * @param read is given what to call with the client right before the command is sent by it, every time
   */
  async load(
    id: string,
    atLeast: number | undefined,
    read: (sentBy: (redis: Redis) => void) => Promise<Stored | null>,
  ): Promise<Stored | null> {
    if (atLeast === undefined) this.#counts.passed++
    else this.#counts.misses++
    let sent: Sent | undefined
    const flight = this.#begin(id)
    try {
      const found = await read((redis) => {
        const tracker = this.#trackers.get(redis)
        sent = tracker?.use(performance.now()) ? { tracker, era: tracker.era } : undefined
      })
      if (found && !found.alias && sent && !flight.isOutdated && sent.era === sent.tracker.era)
        this.#entries.put(hashPartOf(id), found.session, untilOf(found), sent.tracker)
      return found
    } finally {
      flight.reads--
      if (flight.reads === 0 && this.#flights.get(id) === flight) this.#flights.delete(id)
    }
  }

  counters(): NearCacheCounters {
    const { bytes, size, maxBytes, evictions } = this.#entries
    const now = performance.now()
    return {
      tracked: [...this.#trackers.values()].filter((tracker) => tracker.isSound(now)).length,
      servers: this.#trackers.size,
      ...this.#counts,
      evictions,
      entries: size,
      bytes,
      maxBytes,
      lagP50Ms: this.#lag.quantile(0.5),
      lagP99Ms: this.#lag.quantile(0.99),
    }
  }

  close(): void {
    for (const tracker of this.#trackers.values()) tracker.close()
    this.#trackers.clear()
  }

  /** A tracker for each master, and a new one for each new connection. */
  #meet(): void {
    const before = this.#trackers
    this.#trackers = new Map()
    for (const master of this.#wire.masters()) {
      const known = before.get(master)
      const tracker = known?.isCurrent ? known : this.#track(master)
      this.#trackers.set(master, tracker)
    }
    for (const [master, tracker] of before) if (this.#trackers.get(master) !== tracker) tracker.close()
  }

  #track(master: Redis): Tracker {
    const tracker: Tracker = new Tracker(master, {
      changed: (id) => this.#outdate(id),
      lost: () => {
        this.#counts.flushes++
        this.#entries.deleteOf(tracker)
      },
      lag: (ms) => this.#lag.add(ms),
    })
    return tracker
  }

  #begin(id: string): Flight {
    const under = this.#flights.get(id)
    if (under && !under.isOutdated) {
      under.reads++
      return under
    }
    const flight = { reads: 1, isOutdated: false }
    this.#flights.set(id, flight)
    return flight
  }

  #outdate(id: string): void {
    this.#counts.invalidations++
    this.#entries.delete(hashPartOf(id))
    const flight = this.#flights.get(id)
    if (flight) flight.isOutdated = true
  }
}

/** Until when memory may answer with it, by the store's clock. */
function untilOf({ session: { expiresAt, lastSeenAt }, idleMs }: Stored): number {
  return Math.min(expiresAt - END_MARGIN_MS, lastSeenAt + slideIntervalMs(idleMs))
}

/** What entries are kept by: looking up an id just put together costs as much again as its hash, since that is no flat text yet. */
function hashPartOf(id: string): string {
  return id.slice(id.indexOf('.') + 1)
}
