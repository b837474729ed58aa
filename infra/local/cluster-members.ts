import { lookup } from 'node:dns/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { askRedis, type RedisAddress } from './ask-redis'

/** A server that was started with `cluster-enabled yes`. `busPort`: where it hears the other nodes, if that is not `port` + 10000. */
export type ClusterNode = RedisAddress & { readonly busPort?: number }

/** What a node answers to `CLUSTER …`. */
export async function ask(node: ClusterNode, ...command: string[]): Promise<string> {
  return String(await askRedis(node, ['CLUSTER', ...command]))
}

/** How long an introduction may take before it is made again: nodes exchange news ten times a second. */
const INTRODUCTION_MS = 1_000

/**
 * Introduces every node to those it does not know or cannot reach, by address, since MEET takes no names. Every pair, since that is quicker than
 * waiting for gossip.
 */
export async function meet(nodes: readonly ClusterNode[]): Promise<void> {
  const deadline = Date.now() + INTRODUCTION_MS
  const strangers = await strangersAmong(nodes)
  for (const [node, others] of strangers) {
    for (const other of others) {
      const { address } = await lookup(other.host)
      await ask(node, 'MEET', address, `${other.port}`, `${other.busPort ?? other.port + 10_000}`)
    }
  }
  for (;;) {
    const { size } = await strangersAmong(nodes)
    if (size === 0) return
    if (Date.now() > deadline) throw new Error(`${size} of ${nodes.length} nodes do not know all others yet.`)
    await sleep(50)
  }
}

/** What each node knows of all, a line for each of them, and the nodes' own ids. */
async function viewsOf(nodes: readonly ClusterNode[]): Promise<{ views: string[][]; ids: string[] }> {
  const views = await Promise.all(nodes.map(async (node) => (await ask(node, 'NODES')).trim().split('\n')))
  return { views, ids: views.map((view) => view.find((line) => line.includes('myself'))?.split(' ')[0] ?? '') }
}

/**
 * Makes the nodes forget those that are none of them any more. A copy of such a one is told to take its place first: one that has been started since
 * would not do it by itself (https://redis.io/docs/latest/commands/cluster-failover).
 */
export async function forgetLost(nodes: readonly ClusterNode[]): Promise<void> {
  const { views, ids } = await viewsOf(nodes)
  let kept = 0
  for (const [i, node] of nodes.entries())
    for (const line of views[i] ?? []) {
      const [id = '', , flags = '', master = '', , , , , ...slots] = line.split(' ')
      if (flags.includes('myself') && !ids.includes(master) && master !== '-') await ask(node, 'FAILOVER', 'FORCE')
      if (ids.includes(id) || flags.includes('handshake')) continue
      if (slots.length > 0) kept++
      else await ask(node, 'FORGET', id)
    }
  if (kept > 0) throw new Error('A master has lost its files, and no copy has taken its place yet.')
}

/** Which nodes do not know, or cannot reach, which others: by the ids of all of them, since addresses may have changed. */
async function strangersAmong(nodes: readonly ClusterNode[]): Promise<Map<ClusterNode, ClusterNode[]>> {
  const { views, ids } = await viewsOf(nodes)
  const strangers = new Map<ClusterNode, ClusterNode[]>()
  for (const [i, node] of nodes.entries()) {
    const isKnown = (id: string) =>
      views[i]?.some(
        (line) => line.startsWith(id) && (line.includes('myself') || line.includes(' connected')) && !line.includes('handshake'),
      )
    const others = nodes.filter((_, j) => j !== i && !isKnown(ids[j] ?? ''))
    if (others.length > 0) strangers.set(node, others)
  }
  return strangers
}
