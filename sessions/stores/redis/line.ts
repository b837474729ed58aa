import type { Redis } from 'ioredis'
import { StoreUnavailable } from '../../errors'
import { isLost, isReply, isScriptUnknown } from './client'
import { Connection } from './connection'
import { copied, type Mark } from './copied'
import { Hold } from './hold'
import { ALL_SCRIPTS, type Script } from './scripts'

/** Commands of one turn of the event loop leave in groups of this size; see {@link Line.run}. */
const GROUP = 8

/** One connection with what a store sends by it: commands and scripts, and what their failures mean. */
export class Line {
  readonly #name: string
  readonly #connection: Connection
  readonly #hold: Hold
  readonly #beside: Line | undefined
  #sentThisTurn = 0

  /**
   * @param name of the store
   * @param redis not connected yet
   * @param onUp is called with every new connection, before any caller gets to use it; `onDown` when it has been lost
   * @param beside an older line to the same servers: of a failover that began before this one was made only that one has heard, and while it is
   * known that they are away there, nobody waits here for a time-out of its own
   */
  constructor(name: string, redis: Redis, onUp: () => void, onDown: () => void, beside?: Line) {
    this.#name = name
    this.#beside = beside
    const begin = () => {
      // Ahead of the first call on the same connection. Unlike those of EVAL, loaded scripts are never evicted (Redis 7.4).
      for (const { lua } of ALL_SCRIPTS) redis.script('LOAD', lua).catch(() => undefined)
      onUp()
    }
    this.#connection = new Connection(redis, begin, onDown)
    this.#hold = new Hold(redis)
  }

  get redis(): Redis {
    return this.#connection.redis
  }

  get isUp(): boolean {
    return this.#connection.isUp
  }

  /** Why its server is known to be away; null: it is not. */
  get away(): Error | null {
    return this.#connection.isDown ? this.#connection.trouble : null
  }

  /**
   * Runs one command; whatever goes wrong is {@link StoreUnavailable}.
   *
   * Commands of one turn leave together, which saves a busy replica most of its system calls (at 32 at once 1.4 times the reads); in
   * groups, so that Redis begins with the first ones while the others are being written. A lone command is written at once.
   * @param waitsForCopy then a failure does not say that Redis is away: it may be the copy
   */
  async run<T>(operation: string, send: (redis: Redis) => Promise<T>, waitsForCopy = false): Promise<T> {
    const connection = this.#connection
    try {
      const away = this.#beside?.away
      if (away) throw away
      if (!connection.isUp) await connection.untilUp()
      const call = connection.begin()
      try {
        if (connection.inFlight > 1) this.#gather()
        return await send(connection.redis)
      } finally {
        connection.finish(call)
      }
    } catch (error) {
      // ioredis attaches the command with its arguments, which are people's carts.
      if (error instanceof Error && 'command' in error) delete error.command
      const isAway = connection.isDown && !isReply(error) && !waitsForCopy
      throw new StoreUnavailable(this.#name, operation, isLost(error) ? connection.trouble : error, isAway)
    }
  }

  /**
   * Runs a script, which may write, by its hash; not while another master is being chosen: see {@link Hold}. Redis may have lost it (restart,
   * failover, SCRIPT FLUSH): then nothing was done, and it is sent whole.
   * @param mark with it, it answers when a copy has what it wrote: see {@link copied}
   * @param before what to send ahead of it each time
   */
  script(
    operation: string,
    { sha, lua }: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
    mark?: Mark,
    before?: (redis: Redis) => void,
  ) {
    const run = async (redis: Redis) => {
      const send = () => {
        before?.(redis)
        return redis.evalsha(sha, keys.length, ...keys, ...args).catch((error: unknown) => {
          if (!(error instanceof Error && isScriptUnknown(error))) throw error
          before?.(redis)
          return redis.eval(lua, keys.length, ...keys, ...args)
        })
      }
      this.#checkHold()
      const answer: unknown = await (mark === undefined ? send() : copied(redis, mark, send))
      this.#checkHold()
      return answer
    }
    return this.run<unknown>(operation, run, mark !== undefined)
  }

  /** Lets calls under way get their answers, for a moment, and disconnects; harmless when repeated. */
  close(): Promise<void> {
    return this.#connection.close()
  }

  #checkHold(): void {
    this.#hold.check()
    if (this.#beside) this.#beside.#hold.check()
  }

  #gather(): void {
    const { stream } = this.#connection.redis
    if (this.#sentThisTurn === 0) {
      stream.cork()
      process.nextTick(() => {
        this.#sentThisTurn = 0
        stream.uncork()
      })
    } else if (this.#sentThisTurn % GROUP === 0) {
      stream.uncork()
      stream.cork()
    }
    this.#sentThisTurn++
  }
}
