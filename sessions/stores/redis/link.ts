import type { Redis } from 'ioredis'
import { newClient } from './client'
import { askTime, ServerClock } from './clock'
import { MARK } from './keys'
import { Line } from './line'
import type { RedisVia } from './nodes'
import type { Script } from './scripts'
import { newSentinelClient } from './sentinel-client'
import type { RedisServers } from './servers'
import type { RedisWire } from './wire'

/**
 * How a store talks to one Redis, or to the master that Sentinels name. Where there are copies, what must be durable goes by a line of its own,
 * made when it is first needed: behind it a copy that is slow holds up nobody's reads.
 */
export class RedisLink implements RedisWire {
  readonly clock = new ServerClock()
  readonly #line: Line
  readonly #newDurable: (() => Line) | null
  readonly #listeners: (() => void)[] = []
  #durable: Line | undefined
  #closed: Promise<unknown> | undefined

  constructor(name: string, servers: RedisServers, via?: RedisVia) {
    const hasCopies = servers.topology === 'sentinel'
    const client = () => (hasCopies ? newSentinelClient : newClient)(servers, via)
    const nothing = () => undefined
    this.#newDurable = hasCopies ? () => new Line(name, client(), nothing, nothing, this.#line) : null
    const onUp = () => {
      askTime(this.#line.redis, this.clock)
      this.#tell()
    }
    this.#line = new Line(name, client(), onUp, () => this.#tell())
  }

  run<T>(operation: string, _key: string | null, send: (redis: Redis) => Promise<T>): Promise<T> {
    return this.#line.run(operation, send)
  }

  script(
    operation: string,
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
    durable = false,
  ): Promise<unknown> {
    if (!durable || !this.#newDurable || this.#closed) return this.#line.script(operation, script, keys, args)
    this.#durable ??= this.#newDurable()
    return this.#durable.script(operation, script, keys, args, () => MARK)
  }

  isUp(): boolean {
    return this.#line.isUp
  }

  async each<T>(operation: string, send: (redis: Redis) => Promise<T>): Promise<T[]> {
    return [await this.run(operation, null, send)]
  }

  refreshClock(): void {
    if (this.#line.isUp && this.clock.isStale()) askTime(this.#line.redis, this.clock)
  }

  masters(): readonly Redis[] {
    return this.#line.isUp ? [this.#line.redis] : []
  }

  onMasters(listener: () => void): void {
    this.#listeners.push(listener)
  }

  async close(): Promise<void> {
    this.#closed ??= Promise.all([this.#line.close(), this.#durable?.close()])
    await this.#closed
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
