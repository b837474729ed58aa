import type { Redis } from 'ioredis'
import { Attempt } from './attempt'
import { CLOSE_MS, COMMAND_MS, CONNECT_MS } from './client'
import { isRoundOver } from './sentinel-client'

/** Time is counted in ticks of a timer, not by the clock: while this process stood still, it is not Redis that was slow. */
const TICK_MS = 100
const COMMAND_TICKS = COMMAND_MS / TICK_MS
const CONNECT_TICKS = CONNECT_MS / TICK_MS

/** A command without an answer yet. */
type Call = { readonly since: number }

/**
 * One connection to one Redis, or to the master that Sentinels name, that knows quickly when there is none.
 *
 * It connects at first use. A caller waits for an attempt under way, also for the first one after a connection was lost: a dropped idle
 * socket goes unnoticed. When that attempt fails, or a command gets no answer in time, Redis is known to be down, and callers fail at
 * once until it is back. It connects again in the background, by a new connection: one that hangs may lead to a host that is gone.
 */
export class Connection {
  readonly redis: Redis
  #isUp = false
  readonly #onUp: () => void
  readonly #onDown: () => void
  readonly #calls = new Set<Call>()
  #tick = 0
  #ticker: NodeJS.Timeout | undefined
  #attempt: Attempt | undefined
  /** The tick in which the connection that is being made was begun. */
  #connecting: number | undefined
  /** Why Redis is known to be down. */
  #down: Error | undefined
  #lastError: Error | undefined
  /** What the last of the Sentinels that were asked for this connection had against it. */
  #sentinelError: Error | undefined
  /** ioredis has given up: it does when it hears of a failover while it asks the Sentinels who is master. */
  #hasEnded = false
  #closed = false

  /**
   * @param redis a client that was made by `newClient`, not connected yet
   * @param onUp is called with every new connection, before any caller gets to use it
   * @param onDown is called when a connection has been lost
   */
  constructor(redis: Redis, onUp: () => void, onDown: () => void) {
    this.#onUp = onUp
    this.#onDown = onDown
    this.redis = redis
    this.redis.on('error', (error) => this.#heard(error))
    this.redis.on('sentinelError', (error) => {
      this.#sentinelError = error
    })
    this.redis.on('connecting', () => {
      this.#connecting = this.#tick
      this.#sentinelError = undefined
    })
    this.redis.on('ready', () => this.#connected())
    this.redis.on('close', () => this.#disconnected())
    this.redis.on('end', () => {
      this.#connecting = undefined
      this.#hasEnded = true
    })
  }

  /** Whether commands can leave. They cannot on a connection that is being closed, because it leads to what is master no more. */
  get isUp(): boolean {
    return this.#isUp && this.redis.stream.writable
  }

  /** Why the connection was lost, as far as is known. */
  get trouble(): Error {
    return this.#down ?? new Error('the connection was lost')
  }

  /** Whether Redis is known to be down; a connection that broke may be had again at once. */
  get isDown(): boolean {
    return this.#down !== undefined
  }

  /** How many commands are waiting for their answers. */
  get inFlight(): number {
    return this.#calls.size
  }

  /** To be called before a command is sent, and {@link finish} when it has its answer. */
  begin(): Call {
    const call = { since: this.#tick }
    this.#calls.add(call)
    return call
  }

  finish(call: Call): void {
    this.#calls.delete(call)
  }

  /** Waits for a connection, or throws when none can be expected soon. */
  untilUp(): Promise<void> {
    if (this.#closed) throw new Error('it is closed')
    if (this.#down) throw this.#down
    this.#ticker ??= setInterval(() => this.#onTick(), TICK_MS).unref()
    if (this.redis.status === 'wait') this.#connect()
    this.#attempt ??= new Attempt(this.#tick)
    return this.#attempt.promise
  }

  /** Lets commands under way get their answers, for a moment, and disconnects. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const wasUp = this.#isUp
    this.#isUp = false
    this.#settle(new Error('it was closed'))
    if (wasUp) {
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS)
      })
      await Promise.race([this.redis.quit().catch(() => undefined), patience])
      clearTimeout(timer)
    }
    clearInterval(this.#ticker)
    this.redis.disconnect()
  }

  #connected(): void {
    this.#connecting = undefined
    if (this.#closed) return
    this.#isUp = true
    this.#down = undefined
    this.#onUp()
    this.#settle()
  }

  #heard(error: Error): void {
    if (!isRoundOver(error)) this.#lastError = error
    else if (this.#sentinelError && !this.#isUp) this.#fail(this.#sentinelError)
  }

  #disconnected(): void {
    this.#connecting = undefined
    if (this.#isUp) this.#lose()
    else this.#fail(this.#lastError ?? new Error('the connection was closed'))
  }

  #lose(): void {
    this.#isUp = false
    this.#onDown()
  }

  #fail(error: Error): void {
    this.#down = error
    if (this.#isUp) this.#lose()
    this.#settle(error)
  }

  #onTick(): void {
    this.#tick++
    if (this.#hasEnded) this.#connect()
    const [oldest] = this.#calls
    if (this.#isUp && oldest && this.#tick - oldest.since > COMMAND_TICKS) this.#abandon(new Error(`no answer within ${COMMAND_MS} ms`))
    const slow = () => new Error(`no connection within ${CONNECT_MS} ms`, { cause: this.#lastError })
    if (this.#connecting !== undefined && this.#tick - this.#connecting > CONNECT_TICKS) {
      this.#connecting = this.#tick
      this.#abandon(slow())
    }
    if (this.#attempt && this.#tick - this.#attempt.since > CONNECT_TICKS) this.#fail(slow())
  }

  /** Gives a connection up that hangs, and with it all commands under way. */
  #abandon(error: Error): void {
    this.#fail(error)
    // There is none as long as Sentinels are being asked, which has its own time-outs.
    const stream: Redis['stream'] | undefined = this.redis.stream
    stream?.destroy(error)
  }

  #connect(): void {
    this.#hasEnded = false
    this.redis.connect().catch(() => undefined)
  }

  #settle(error?: Error): void {
    const attempt = this.#attempt
    this.#attempt = undefined
    attempt?.settle(error)
  }
}
