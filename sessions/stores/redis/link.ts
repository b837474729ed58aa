import type { Redis } from 'ioredis'
import { StoreUnavailable } from '../../errors'
import { isLost, isScriptUnknown, newClient } from './client'
import { ServerClock } from './clock'
import { Connection } from './connection'
import type { RedisVia } from './nodes'
import { SCRIPTS, type Script } from './scripts'
import type { RedisServers } from './servers'
import type { RedisWire } from './wire'

/** Commands of one turn of the event loop leave in groups of this size; see {@link RedisLink.run}. */
const GROUP = 8

/** How a store talks to one Redis, or to the master that Sentinels name: commands, scripts, and what their failures mean. */
export class RedisLink implements RedisWire {
  readonly clock = new ServerClock()
  readonly #name: string
  readonly #connection: Connection
  readonly #listeners: (() => void)[] = []
  #sentThisTurn = 0

  constructor(name: string, servers: RedisServers, via?: RedisVia) {
    this.#name = name
    const onUp = () => {
      // Ahead of the first call on the same connection. Unlike those of EVAL, loaded scripts are never evicted (Redis 7.4).
      for (const { lua } of Object.values(SCRIPTS)) this.#connection.redis.script('LOAD', lua).catch(() => undefined)
      this.#askTime()
      this.#tell()
    }
    this.#connection = new Connection(newClient(servers, via), onUp, () => this.#tell())
  }

  /**
   * Runs one command; whatever goes wrong is {@link StoreUnavailable}.
   *
   * Commands of one turn leave together, which saves a busy replica most of its system calls (at 32 at once 1.4 times the reads); in
   * groups, so that Redis begins with the first ones while the others are being written. A lone command is written at once.
   */
  async run<T>(operation: string, _key: string | null, send: (redis: Redis) => Promise<T>): Promise<T> {
    const connection = this.#connection
    try {
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
      throw new StoreUnavailable(this.#name, operation, isLost(error) ? connection.trouble : error)
    }
  }

  /** Runs a script by its hash. Redis may have lost it (restart, failover, SCRIPT FLUSH): then nothing was done, and it is sent whole. */
  script(operation: string, script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.run(operation, null, async (redis) => {
      try {
        return await redis.evalsha(script.sha, keys.length, ...keys, ...args)
      } catch (error) {
        if (!(error instanceof Error && isScriptUnknown(error))) throw error
        return await redis.eval(script.lua, keys.length, ...keys, ...args)
      }
    })
  }

  /** Sets the clock right when it is time, without making anybody wait. */
  refreshClock(): void {
    if (this.#connection.isUp && this.clock.isStale()) this.#askTime()
  }

  masters(): readonly Redis[] {
    return this.#connection.isUp ? [this.#connection.redis] : []
  }

  onMasters(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** Lets calls under way get their answers, for a moment, and disconnects; harmless when repeated. */
  close(): Promise<void> {
    return this.#connection.close()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  #askTime(): void {
    const sentAt = performance.now()
    this.#connection.redis.time().then(
      ([seconds, micros]) => this.clock.learn(Number(seconds) * 1000 + Number(micros) / 1000, sentAt),
      () => undefined,
    )
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
