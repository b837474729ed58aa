import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formCluster } from '../../../infra/local/form-redis-cluster'
import { freePort } from '../../../infra/local/free-port'
import { prepareTestNode, type TestNode } from './test-node'
import { eventually } from './test-server'

/** A private Redis Cluster for tests: three masters with a copy each, unless told otherwise. */
export type TestCluster = {
  /** `redis+cluster://…` with all nodes. */
  readonly url: string
  readonly nodes: readonly TestNode[]
  /** The nodes that are masters with slots now, as a node that lives sees it. */
  masters(): Promise<TestNode[]>
  /** The master that keeps a slot; of a key by {@link slotOf}. */
  masterOf(slot: number): Promise<TestNode>
  slotOf(key: string): Promise<number>
  /** Moves a slot in the steps of `redis-cli --cluster reshard`. The returned function is to be called with each next step. */
  moveSlot(slot: number, from: TestNode, to: TestNode): SlotMove
  /** Waits until a slot is kept by another node than `lost`, and all nodes that live know; answers the new master. */
  untilFailedOver(slot: number, lost: TestNode): Promise<TestNode>
  /** Waits until every slot has a master with a connected copy, as it had in the beginning. */
  untilWhole(): Promise<void>
  remove(): Promise<void>
}

/** The steps in which a slot moves: `begin` (from here on its old master answers ASK for what it no longer has), `keys`, `finish` (MOVED). */
type SlotMove = {
  begin(): Promise<void>
  /** Moves at most `count` keys, or those named; answers how many. */
  keys(countOrKeys?: number | readonly string[]): Promise<number>
  finish(): Promise<void>
  whole(): Promise<void>
}

type Settings = { readonly nodeTimeoutMs?: number; readonly size?: number }

/** A node of a cluster, not started yet. Its name is its address, as the cluster announces it. */
export function prepareClusterNode(
  directory: string,
  { port, busPort, nodeTimeoutMs = 2000 }: { readonly port: number; readonly busPort: number; readonly nodeTimeoutMs?: number },
): Promise<TestNode> {
  const cluster = [
    'cluster-enabled yes',
    `cluster-port ${busPort}`,
    `cluster-node-timeout ${nodeTimeoutMs}`,
    'cluster-require-full-coverage no',
  ]
  // A copy is connected at once, and not after the five seconds that wait for more of them.
  const copies = ['repl-diskless-sync-delay 0', 'repl-ping-replica-period 1']
  const settings = [...cluster, ...copies, 'appendonly yes', 'appendfsync everysec']
  return prepareTestNode(directory, { name: `127.0.0.1:${port}`, port, settings })
}

/** Starts and forms the cluster; ready in a few seconds. */
export async function startTestCluster({ nodeTimeoutMs = 2000, size = 6 }: Settings = {}): Promise<TestCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'hopcart-cluster-'))
  const addresses = await Promise.all(
    Array.from({ length: size }, async () => ({ host: '127.0.0.1', port: await freePort(), busPort: await freePort() })),
  )
  const nodes = await Promise.all(addresses.map((address) => prepareClusterNode(directory, { ...address, nodeTimeoutMs })))

  /** Who keeps which slots, by a node that answers in time. */
  const view = () => Promise.any(nodes.map(async ({ inspect }) => inspect.cluster('SLOTS')))
  const nodeAt = (port: number | undefined) => nodes.find((node) => node.port === port) as TestNode
  const idOf = async ({ inspect }: TestNode) => String(await inspect.cluster('MYID'))
  const masterOf = async (slot: number) => {
    const range = (await view()).find(([first, last]) => slot >= first && slot <= last)
    if (!range) throw new Error(`Slot ${slot} has no master.`)
    return nodeAt(range[2]?.[1])
  }
  const cluster: TestCluster = {
    url: `redis+cluster://${nodes.map(({ name }) => name).join(',')}`,
    nodes,
    masters: async () => [...new Set((await view()).map(([, , master]) => nodeAt(master?.[1])))],
    masterOf,
    slotOf: (key) => Promise.any(nodes.map(({ inspect }) => inspect.cluster('KEYSLOT', key))),
    moveSlot(slot, from, to) {
      const migrate = (keys: readonly string[]) => from.inspect.call('MIGRATE', '127.0.0.1', to.port, '', 0, 5000, 'KEYS', ...keys)
      const move: SlotMove = {
        async begin() {
          await to.inspect.cluster('SETSLOT', slot, 'IMPORTING', await idOf(from))
          await from.inspect.cluster('SETSLOT', slot, 'MIGRATING', await idOf(to))
        },
        async keys(which = 1000) {
          const keys = typeof which === 'number' ? await from.inspect.cluster('GETKEYSINSLOT', slot, which) : which
          if (keys.length > 0) await migrate(keys as string[])
          return keys.length
        },
        async finish() {
          while ((await move.keys()) > 0);
          const id = await idOf(to)
          for (const node of [to, from]) await node.inspect.cluster('SETSLOT', slot, 'NODE', id)
        },
        async whole() {
          await move.begin()
          await move.finish()
        },
      }
      return move
    },
    untilFailedOver: (slot, lost) =>
      eventually(async () => {
        const master = await masterOf(slot)
        if (master === lost) throw new Error(`Slot ${slot} is still kept by ${lost.name}.`)
        return master
      }, 20_000),
    untilWhole: () => formCluster(addresses, { withinMs: 30_000 }),
    async remove() {
      await Promise.all(nodes.map((node) => node.remove()))
      await rm(directory, { recursive: true, force: true })
    },
  }
  try {
    await Promise.all(nodes.map((node) => node.start()))
    await formCluster(addresses)
  } catch (error) {
    await cluster.remove()
    throw error
  }
  return cluster
}
