import type { Redis } from 'ioredis'
import { newClient } from './client'
import { askTime, ServerClock } from './clock'
import type { Mark } from './copied'
import { Line } from './line'
import { nodeName, type RedisNode, type RedisVia } from './nodes'
import type { Script } from './scripts'
import type { RedisServers } from './servers'

/** How the wire to a cluster talks to one of its nodes. As on a link to a master with copies, what must be durable goes by a line of its own. */
export class ClusterNode {
  readonly name: string
  readonly host: string
  readonly clock = new ServerClock()
  /** When it was last asked for, by `performance.now()`. */
  usedAt = 0
  readonly #line: Line
  readonly #newDurable: () => Line
  #durable: Line | undefined
  #isDurableLost = false
  #closed: Promise<unknown> | undefined

  /** @param onChange is called when it was connected, and when that was lost */
  constructor(store: string, servers: RedisServers, node: RedisNode, via: RedisVia, onChange: () => void) {
    this.name = nodeName(node)
    this.host = node.host
    const client = () => newClient({ ...servers, nodes: [node] }, via)
    const durableIs = (isLost: boolean) => () => {
      this.#isDurableLost = isLost
      onChange()
    }
    this.#newDurable = () => new Line(store, client(), durableIs(false), durableIs(true), this.#line)
    const onUp = () => {
      askTime(this.redis, this.clock)
      onChange()
    }
    this.#line = new Line(store, client(), onUp, onChange)
  }

  get redis(): Redis {
    return this.#line.redis
  }

  /** Either of its lines may be the one that shows that the node hangs. */
  get isUp(): boolean {
    return this.#line.isUp && !this.#isDurableLost
  }

  /** Connects, if it is not, so that the first caller need not wait. */
  connect(): void {
    if (!this.#line.isUp) this.#line.run('connect', (redis) => redis.ping()).catch(() => undefined)
  }

  /** @param asking whether its slot is only on its way here */
  run<T>(operation: string, asking: boolean, send: (redis: Redis) => Promise<T>): Promise<T> {
    return this.#line.run(operation, (redis) => {
      if (asking) ask(redis)
      return send(redis)
    })
  }

  /** @param mark keys of this master's, one of which shows when its copy has what the script wrote */
  script(operation: string, asking: boolean, script: Script, keys: readonly string[], args: readonly (string | number)[], mark?: Mark) {
    if (mark !== undefined && !this.#closed) this.#durable ??= this.#newDurable()
    const line = mark === undefined ? this.#line : (this.#durable ?? this.#line)
    return line.script(operation, script, keys, args, mark, asking ? ask : undefined)
  }

  refreshClock(): void {
    if (this.#line.isUp && this.clock.isStale()) askTime(this.redis, this.clock)
  }

  async close(): Promise<void> {
    this.#closed ??= Promise.all([this.#line.close(), this.#durable?.close()])
    await this.#closed
  }
}

/** Holds for the next command only, so both must leave together. */
function ask(redis: Redis): void {
  redis.asking().catch(() => undefined)
}
