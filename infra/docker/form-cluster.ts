/**
 * The one-shot service `redis-cluster-form`: makes a Redis Cluster of the nodes in REDIS_CLUSTER_URL, or waits for the one that they are already.
 * It ends when every node serves.
 *
 * @module
 */
import { readRedisUrl } from '../../sessions/stores/redis/servers'
import { formCluster } from '../local/form-redis-cluster'
import { readSecrets } from './read-secrets.cjs'

/** The containers of the nodes may have only just been made. */
const WITHIN_MS = 60_000

async function main(): Promise<void> {
  readSecrets()
  const read = readRedisUrl(process.env.REDIS_CLUSTER_URL ?? '')
  if ('problem' in read) throw new Error(`REDIS_CLUSTER_URL ${read.problem}`)
  const { nodes, password } = read.servers
  await formCluster(
    nodes.map((node) => ({ ...node, ...(password === null ? {} : { password }) })),
    { withinMs: WITHIN_MS },
  )
  console.log(`The ${nodes.length} nodes are one cluster.`)
}

main().catch((error) => {
  console.error(error instanceof Error ? error : String(error))
  process.exit(1)
})
