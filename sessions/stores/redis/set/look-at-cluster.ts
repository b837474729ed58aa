import type { StoreServer } from '../../../inspection'
import { nodeName, type RedisNode } from '../nodes'
import type { RedisServers } from '../servers'
import { askServer } from './ask-server'
import { type ClusterNodeLine, readClusterNodes, slotCount } from './cluster-nodes'

export type ClusterLook = { readonly servers: readonly StoreServer[]; readonly failovers: number; keeperOf(slot: number): string | null }

/**
 * Asks every node that is known who is who. They tell each other within a second or two; of several answers that of the newest epoch counts.
 * @param known addresses of nodes from a former look, also of those that are down
 * @param way where to dial a node of that address
 */
export async function lookAtCluster(
  { nodes, ...options }: RedisServers,
  known: ReadonlySet<string>,
  way: (address: string) => RedisNode,
): Promise<ClusterLook | null> {
  const asked = new Map<string, Promise<Answer | null>>()
  const ask = (address: string) => {
    const asking = asked.get(address) ?? answerOf(way(address), options)
    asked.set(address, asking)
    return asking
  }
  const first = await Promise.all([...(known.size > 0 ? known : nodes.map(nodeName))].map(ask))
  const answers = first.filter((each) => each !== null)
  const [newest] = answers.toSorted((a, b) => b.epoch - a.epoch)
  if (!newest) return null
  const byId = new Map(newest.lines.map((line) => [line.id, line]))
  const servers = newest.lines.map(async (line): Promise<StoreServer> => {
    const { address, isMaster, of } = line
    return {
      address,
      role: isMaster ? 'master' : 'replica',
      reached: (await ask(address)) !== null,
      of: of === null ? null : (byId.get(of)?.address ?? null),
      slots: isMaster ? slotCount(line) : null,
    }
  })
  const isIn = (slot: number) => (line: ClusterNodeLine) => line.isMaster && line.slots.some(([from, to]) => slot >= from && slot <= to)
  return {
    servers: await Promise.all(servers),
    // Nodes begin with an epoch of their own each, from 1 on; each takeover makes the next one.
    failovers: Math.max(0, newest.epoch - newest.lines.length),
    keeperOf: (slot) => newest.lines.find(isIn(slot))?.address ?? null,
  }
}

type Answer = { readonly lines: readonly ClusterNodeLine[]; readonly epoch: number }

/** Null: it does not answer, or only that it is not ready yet. */
async function answerOf(node: RedisNode, options: Omit<RedisServers, 'nodes'>): Promise<Answer | null> {
  const replies = await askServer(node, [['CLUSTER', 'NODES'], ['CLUSTER', 'INFO'], ['PING']], options)
  const [nodes, info, pong] = replies ?? []
  if (typeof nodes !== 'string' || typeof info !== 'string' || pong !== 'PONG') return null
  return { lines: readClusterNodes(nodes), epoch: Number(/^cluster_current_epoch:(\d+)/m.exec(info)?.[1] ?? 0) }
}
