import type { Redis } from 'ioredis'

/** Where nothing more is heard of a failover that has begun; the Sentinels of the stacks give one up after this long. */
const FORGET_MS = 5000

/**
 * Whether the Sentinels are choosing another master. From then on nothing may be written to the old one, nor may what it answers be believed: if
 * it lives (it was told to hand over, or has woken up) it takes writes until they have told it, for about a second, with a copy that follows
 * it still, so that neither `min-replicas-to-write` nor `WAIT` notices; and all of that is lost.
 *
 * Its end is the first connection to another server than before; a master that was only restarted is the old one. Or that they gave it up.
 */
export class Hold {
  #since = Number.NEGATIVE_INFINITY
  #server = ''

  /** @param redis made by `newSentinelClient`, which hears it from the Sentinels; other clients never hear of any */
  constructor(redis: Redis) {
    redis.on('failover', (isUnderWay: boolean) => {
      this.#since = isUnderWay ? performance.now() : Number.NEGATIVE_INFINITY
    })
    redis.on('ready', () => {
      const { remoteAddress, remotePort } = redis.stream as { remoteAddress?: string; remotePort?: number }
      const server = `${remoteAddress} ${remotePort}`
      if (server !== this.#server) this.#since = Number.NEGATIVE_INFINITY
      this.#server = server
    })
  }

  /** @throws when there is one */
  check(): void {
    if (performance.now() - this.#since < FORGET_MS) throw new Error('the Sentinels are choosing another master')
  }
}
