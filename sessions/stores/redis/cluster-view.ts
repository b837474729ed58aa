import { setTimeout as sleep } from 'node:timers/promises'
import { ClusterNode } from './cluster-node'
import { nodeName, type RedisNode, type RedisVia } from './nodes'
import type { RedisServers } from './servers'
import { hostOf, SlotMap, type SlotRange } from './slot-map'

/** While a master is lost, its successor is looked for this often; after a while it is an outage that lasts. */
const SEARCH_MS = 100
const SEARCHES = 100
const LATER_MS = 1000
/** A node that is master no more is let go when nobody has wanted it for so long. */
const RETIRE_MS = 10_000

/** What one process knows of a cluster: its masters, connected, and which of them keeps which slot. */
export class ClusterView {
  readonly #store: string
  readonly #servers: RedisServers
  readonly #via: RedisVia
  readonly #onChange: () => void
  readonly #slots = new SlotMap()
  readonly #nodes = new Map<string, ClusterNode>()
  #refreshing: Promise<void> | undefined
  #isSearching = false
  #isClosed = false

  /** @param onChange is called when masters come and go, and when one was connected or lost */
  constructor(store: string, servers: RedisServers, via: RedisVia, onChange: () => void) {
    this.#store = store
    this.#servers = servers
    this.#via = via
    this.#onChange = onChange
  }

  /** The masters that keep slots, up or down. */
  masters(): ClusterNode[] {
    return [...this.#slots.masters].map((name) => this.#nodes.get(name)).filter((node) => node !== undefined)
  }

  /** The master of a slot; for null any that is up, else any. */
  masterOf(slot: number | null): ClusterNode | undefined {
    if (slot !== null) return this.#nodes.get(this.#slots.masterOf(slot) ?? '')
    const masters = this.masters()
    return masters.find(({ isUp }) => isUp) ?? masters[0]
  }

  /** A node by its address, as the cluster announces it. */
  node(address: RedisNode): ClusterNode {
    const name = nodeName(address)
    let node = this.#nodes.get(name)
    if (!node) {
      node = new ClusterNode(this.#store, this.#servers, address, this.#via, () => this.#changed())
      this.#nodes.set(name, node)
      // One that was still being looked for must not open a connection that nobody closes.
      if (this.#isClosed) void node.close()
    }
    return node
  }

  /** A redirection says that another node keeps this slot now, and probably not this one alone. */
  moved(slot: number, node: ClusterNode): void {
    this.#slots.learn(slot, node.name)
    this.refresh().catch(() => undefined)
  }

  /** Waits until something is known; throws when no node can say anything. */
  async untilKnown(): Promise<void> {
    if (this.#isClosed) throw new Error('it is closed')
    if (!this.#slots.isKnown) await this.refresh()
  }

  /** Asks who keeps which slots: two masters that are up, and if they cannot say, all nodes. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  /** Looks for successors until every master is up. */
  search(): void {
    if (this.#isSearching || this.#isClosed) return
    this.#isSearching = true
    this.#search().finally(() => {
      this.#isSearching = false
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#nodes.values()].map((node) => node.close()))
  }

  async #refresh(): Promise<void> {
    const up = this.masters().filter(({ isUp }) => isUp)
    const some = up.length > 2 ? [up[0], up[up.length - 1]] : up
    const ask = (nodes: Iterable<ClusterNode | undefined>) =>
      Promise.any([...nodes].filter((node) => node !== undefined).map(async (node) => ({ node, ranges: await rangesOf(node) })))
    const everybody = () => ask(new Set([...this.#servers.nodes.map((address) => this.node(address)), ...this.#nodes.values()]))
    const { node, ranges } = await ask(some).catch(everybody).catch(reasonOf)
    if (this.#isClosed) return
    this.#slots.take(ranges, node.host)
    for (const [, , master] of ranges) if (master) this.node({ host: hostOf(master[0], node.host), port: master[1] }).connect()
    this.#retire()
    this.#changed()
  }

  async #search(): Promise<void> {
    for (let tries = 0; !this.#isClosed; tries++) {
      await this.refresh().catch(() => undefined)
      if (this.#slots.isKnown && this.masters().every(({ isUp }) => isUp)) return
      await sleep(tries < SEARCHES ? SEARCH_MS : LATER_MS, undefined, { ref: false })
    }
  }

  /** Lets nodes go that keep no slots: copies that were only asked about the others, and masters that were. */
  #retire(): void {
    const masters = this.#slots.masters
    for (const [name, node] of this.#nodes) {
      if (masters.has(name) || performance.now() - node.usedAt < RETIRE_MS) continue
      this.#nodes.delete(name)
      void node.close()
    }
  }

  #changed(): void {
    if (this.#isClosed) return
    this.#onChange()
    if (this.#slots.isKnown && this.masters().some(({ isUp }) => !isUp)) this.search()
  }
}

async function rangesOf(node: ClusterNode): Promise<readonly SlotRange[]> {
  return (await node.run('slots', false, (redis) => redis.cluster('SLOTS'))) as unknown as SlotRange[]
}

/** Of many who failed, why the first one did. */
function reasonOf(error: unknown): never {
  throw error instanceof AggregateError ? (error.errors[0] ?? error) : error
}
