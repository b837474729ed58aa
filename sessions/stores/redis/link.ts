import { Redis } from 'ioredis'
import { StoreUnavailable } from '../../errors'
import { ServerClock } from './clock'
import { SCRIPTS, type Script } from './scripts'

/** How long a call waits for a connection that is being made, and an answer may take. Together below the two seconds after which people leave. */
const CONNECT_MS = 1000
const COMMAND_MS = 500
/** Time-outs of a closing connection: its last answers, then its socket. */
const CLOSE_MS = 200

type Argument = string | number
type Attempt = { readonly promise: Promise<void>; readonly settle: (error?: Error) => void }

/**
 * One connection to one Redis that says quickly and clearly when there is none.
 *
 * - It connects at first use. A call waits for the first attempt, also after a lost connection, so that a dropped idle socket goes unnoticed.
 * - When that attempt fails, or a command gets no answer in time, Redis is known to be down: calls fail at once until it is back.
 *   The connection is made anew in the background, since one that hangs may belong to a host that is gone.
 * - ioredis's own offline queue is off: it would hold calls without a bound of time.
 * - `autoResendUnfulfilledCommands` is off: a command that was in flight may have been executed, and one that runs much later may be
 *   harmful (an `endAll` would end sessions made since). The caller is told and may repeat the call: each one is idempotent.
 */
export class RedisLink {
  readonly clock = new ServerClock()
  readonly #name: string
  readonly #redis: Redis
  #up = false
  #closed = false
  /** Counts connections, so that a late time-out of an old one does not break the present one. */
  #epoch = 0
  #down: Error | undefined
  #lastError: Error | undefined
  #attempt: Attempt | undefined
  #inFlight = 0
  /** Commands of this turn of the event loop. */
  #gathered = 0

  constructor(name: string, url: string) {
    this.#name = name
    this.#redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: CONNECT_MS,
      commandTimeout: COMMAND_MS,
      disconnectTimeout: CLOSE_MS,
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      // The ready check waits while Redis loads its data; by default it looks again after up to 10 s.
      maxLoadingRetryTime: 250,
      retryStrategy: (times) => Math.min(25 * 2 ** times, 500) + Math.random() * 50,
      // Behind a name that moved to the new master, the old connection still leads to a replica.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
    })
    this.#redis.on('error', (error) => {
      this.#lastError = error
    })
    this.#redis.on('ready', () => this.#connected())
    this.#redis.on('close', () => this.#disconnected())
  }

  /** Runs one command; whatever goes wrong is {@link StoreUnavailable}. */
  async run<T>(operation: string, send: (redis: Redis) => Promise<T>): Promise<T> {
    let epoch = -1
    this.#inFlight++
    try {
      if (!this.#up) await this.#untilUp()
      epoch = this.#epoch
      if (this.#inFlight > 1) this.#gather()
      return await send(this.#redis)
    } catch (error) {
      throw this.#unavailable(operation, error, epoch)
    } finally {
      this.#inFlight--
    }
  }

  /** Runs a script by its hash. Redis may have lost it (restart, failover, SCRIPT FLUSH): then nothing was done, and it is sent whole. */
  script(operation: string, script: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    return this.run(operation, async (redis) => {
      try {
        return await redis.evalsha(script.sha, keys.length, ...keys, ...args)
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
        return await redis.eval(script.lua, keys.length, ...keys, ...args)
      }
    })
  }

  /** Sets the clock right if it is time, without making anybody wait. */
  refreshClock(): void {
    if (this.#up && this.clock.isStale()) this.#askTime()
  }

  /** Lets calls under way get their answers, for a moment, and disconnects. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const wasUp = this.#up
    this.#up = false
    this.#attempt?.settle(new Error('it was closed'))
    if (wasUp) {
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS)
      })
      await Promise.race([this.#redis.quit().catch(() => undefined), patience])
      clearTimeout(timer)
    }
    this.#redis.disconnect()
  }

  #untilUp(): Promise<void> {
    if (this.#closed) throw new Error('it is closed')
    if (this.#down) throw this.#down
    if (this.#redis.status === 'wait') this.#redis.connect().catch(() => undefined)
    this.#attempt ??= newAttempt((error) => {
      this.#attempt = undefined
      this.#down = error
    })
    return this.#attempt.promise
  }

  /**
   * Commands of one turn of the event loop leave together, which saves a busy replica most of its system calls (1.4 times the reads
   * at 32 at once), in groups of eight, so that Redis begins with the first ones while the others are being written.
   */
  #gather(): void {
    const { stream } = this.#redis
    if (this.#gathered === 0) {
      stream.cork()
      process.nextTick(() => {
        this.#gathered = 0
        stream.uncork()
      })
    } else if (this.#gathered % 8 === 0) {
      stream.uncork()
      stream.cork()
    }
    this.#gathered++
  }

  #connected(): void {
    if (this.#closed) return
    this.#up = true
    this.#down = undefined
    this.#epoch++
    // Sent ahead of the first call on the same connection. Unlike those of EVAL, loaded scripts are never evicted (Redis 7.4).
    for (const { lua } of Object.values(SCRIPTS)) this.#redis.script('LOAD', lua).catch(() => undefined)
    this.#askTime()
    this.#attempt?.settle()
  }

  #disconnected(): void {
    if (this.#up) this.#up = false
    else this.#fail(this.#lastError ?? new Error('the connection was closed'))
  }

  #fail(error: Error): void {
    this.#down = error
    this.#attempt?.settle(error)
  }

  #askTime(): void {
    const sentAt = performance.now()
    this.#redis.time().then(
      ([seconds, micros]) => this.clock.learn(Number(seconds) * 1000 + Number(micros) / 1000, sentAt),
      () => undefined,
    )
  }

  #unavailable(operation: string, error: unknown, epoch: number): StoreUnavailable {
    if (error instanceof Error) {
      if (error.message === 'Command timed out' && this.#up && epoch === this.#epoch) {
        this.#up = false
        this.#down = error
        this.#redis.disconnect(true)
      }
      // ioredis attaches the command with its arguments, which are people's carts.
      if ('command' in error) delete error.command
    }
    return new StoreUnavailable(this.#name, operation, error)
  }
}

/** A wait for a connection, for all callers together and for a bounded time; `done` hears first how it went. */
function newAttempt(done: (error?: Error) => void): Attempt {
  let settle: Attempt['settle'] = done
  const promise = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => settle(new Error(`no connection within ${CONNECT_MS} ms`)), CONNECT_MS)
    settle = (error) => {
      clearTimeout(timer)
      done(error)
      if (error) reject(error)
      else resolve()
    }
  })
  promise.catch(() => undefined)
  return { promise, settle }
}
