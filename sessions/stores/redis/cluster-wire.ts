import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { StoreUnavailable } from '../../errors'
import { ServerClock } from './clock'
import type { ClusterNode } from './cluster-node'
import { ClusterView } from './cluster-view'
import type { Mark } from './copied'
import { slotOf } from './key-slot'
import { MARK } from './keys'
import type { RedisVia } from './nodes'
import { redirectionOf } from './redirection'
import type { Script } from './scripts'
import type { RedisServers } from './servers'
import { hostOf } from './slot-map'
import type { RedisWire } from './wire'

/** A slot that is moving is tried again this often and this many times: moving one takes milliseconds. */
const AGAIN_MS = 25
const AGAINS = 60
/** More redirections than this in a row, and nodes contradict one another. */
const HOPS = 5
/** Of so many keys, several are in slots of any master that keeps one slot in a hundred. */
const MARKS = 1000

/** The way to talk to a Redis Cluster; it connects at first use. @param name of the store, for `StoreUnavailable` */
export function openClusterWire(name: string, servers: RedisServers, via: RedisVia): RedisWire {
  return new ClusterWire(name, servers, via)
}

/**
 * Sends each call to the master that keeps its slot, by a `ClusterNode` for each, so that every node is known to be up or down by itself and a lost
 * one costs the others nothing. Why not by ioredis' own `Cluster`: docs/decisions/0019.
 */
class ClusterWire implements RedisWire {
  readonly #name: string
  readonly #view: ClusterView
  readonly #listeners: (() => void)[] = []
  readonly #noClock = new ServerClock()
  /** Whose clock it goes by. A read from memory asks for it, and has no time to look for one. */
  #timekeeper: ClusterNode | undefined

  constructor(name: string, servers: RedisServers, via: RedisVia) {
    this.#name = name
    this.#view = new ClusterView(name, servers, via, () => {
      this.#timekeeper = this.#view.masterOf(null)
      for (const listener of this.#listeners) listener()
    })
  }

  get clock() {
    return this.#timekeeper?.clock ?? this.#noClock
  }

  refreshClock(): void {
    this.#timekeeper?.refreshClock()
  }

  run<T>(operation: string, key: string | null, send: (redis: Redis) => Promise<T>): Promise<T> {
    return this.#route(operation, key, (node, asking) => node.run(operation, asking, send))
  }

  script(
    operation: string,
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
    durable = false,
  ): Promise<unknown> {
    return this.#route(operation, keys[0] as string, async (node, asking) => {
      const mark = durable ? this.#markOf(node, keys[0] as string) : undefined
      const answer = await node.script(operation, asking, script, keys, args, mark)
      // "Nothing there": but what its key leads to, by an alias, may only not have arrived yet.
      if (asking && answer === null) throw this.#unavailable(operation, new Error('TRYAGAIN: the slot is on its way'))
      return answer
    })
  }

  isUp(key: string): boolean {
    return this.#view.masterOf(slotOf(key))?.isUp ?? false
  }

  async each<T>(operation: string, send: (redis: Redis) => Promise<T>): Promise<T[]> {
    await this.#untilKnown(operation)
    return Promise.all(this.#view.masters().map((node) => node.run(operation, false, send)))
  }

  masters(): readonly Redis[] {
    const up = this.#view.masters().filter(({ isUp }) => isUp)
    return up.map(({ redis }) => redis)
  }

  onMasters(listener: () => void): void {
    this.#listeners.push(listener)
  }

  close(): Promise<void> {
    return this.#view.close()
  }

  /** Finds the node for a call, and follows where the cluster sends it: then it was not done. */
  async #route<T>(operation: string, key: string | null, send: (node: ClusterNode, asking: boolean) => Promise<T>): Promise<T> {
    await this.#untilKnown(operation)
    const slot = key === null ? null : slotOf(key)
    let asked: ClusterNode | null = null
    for (let [hops, agains] = [0, 0]; ; ) {
      const node: ClusterNode | undefined = asked ?? this.#view.masterOf(slot)
      if (!node) {
        this.#view.search()
        throw this.#unavailable(operation, new Error('no master keeps its slot'))
      }
      try {
        node.usedAt = performance.now()
        return await send(node, asked !== null)
      } catch (error) {
        const redirection = redirectionOf(error)
        if (!redirection || redirection.kind === 'down') {
          this.#view.search()
          throw error
        }
        asked = null
        if ('host' in redirection) {
          const next = this.#view.node({ host: hostOf(redirection.host, node.host), port: redirection.port })
          if (redirection.kind === 'ask') asked = next
          else this.#view.moved(redirection.slot, next)
          if (++hops % HOPS > 0) continue
        }
        if (++agains > AGAINS) throw error
        await sleep(AGAIN_MS)
      }
    }
  }

  async #untilKnown(operation: string): Promise<void> {
    await this.#view.untilKnown().catch((error) => {
      throw error instanceof StoreUnavailable ? this.#unavailable(operation, error.cause) : this.#unavailable(operation, error)
    })
  }

  /** Keys in slots that this master keeps: other ones than the call's, which may be moving; but in that one where it has few yet, being new. */
  #markOf(node: ClusterNode, key: string): Mark {
    let i = 0
    return () => {
      for (; i < MARKS; i++) if (this.#view.masterOf(slotOf(`${MARK}${i}`)) === node) return `${MARK}${i++}`
      return `${MARK}${/{[^}]+}/.exec(key)?.[0]}`
    }
  }

  #unavailable(operation: string, cause: unknown) {
    return new StoreUnavailable(this.#name, operation, cause)
  }
}
