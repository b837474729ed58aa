import type { Redis } from 'ioredis'

/** Sets the estimate right again this often, since the server's clock may be stepped. */
const REFRESH_MS = 60_000

/**
 * An estimate of the server's clock, for one question: is a slide of the idle end worth a second command? The script that
 * slides asks the server's own clock again, so an error here costs a command and never an expiry.
 *
 * It runs on this process's monotonic clock: a replica whose wall clock is wrong or gets stepped decides like all others.
 */
export class ServerClock {
  #ahead = performance.timeOrigin
  #bound = Number.POSITIVE_INFINITY
  #learnedAt = Number.NEGATIVE_INFINITY

  /** Milliseconds since the epoch on the server: at most one round trip too early, and never too late. @param at by `performance.now()` */
  now(at = performance.now()): number {
    return at + this.#ahead
  }

  isStale(): boolean {
    return performance.now() - this.#learnedAt > REFRESH_MS
  }

  /**
   * Learns from an answer to `TIME`, asked at `sentAt` by `performance.now()`. The server looked at its clock between then and now,
   * so the quickest answer is the best one, until an answer contradicts it: then the server's clock was set forward.
   */
  learn(serverMs: number, sentAt: number): void {
    const now = performance.now()
    const highest = serverMs - sentAt
    const lowest = serverMs - now
    if (highest < this.#bound || lowest > this.#bound) this.#bound = highest
    this.#ahead = this.#bound
    this.#learnedAt = now
  }
}

/** Learns a server's time, without making anybody wait. */
export function askTime(redis: Redis, clock: ServerClock): void {
  const sentAt = performance.now()
  redis.time().then(
    ([seconds, micros]) => clock.learn(Number(seconds) * 1000 + Number(micros) / 1000, sentAt),
    () => undefined,
  )
}
