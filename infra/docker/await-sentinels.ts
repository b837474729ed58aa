/**
 * The one-shot service `redis-ha-form`: waits until the Sentinels in REDIS_HA_URL watch a master that takes changes and can be replaced. Containers
 * whose servers answer are not as far yet.
 *
 * @module
 */
import { readRedisUrl } from '../../sessions/stores/redis/servers'
import { untilWatched } from '../local/until-watched'
import { readSecrets } from './read-secrets.cjs'

/** The containers may have only just been made. */
const WITHIN_MS = 60_000
/** As in docker-compose.yml. */
const REPLICAS = 2

async function main(): Promise<void> {
  readSecrets()
  const read = readRedisUrl(process.env.REDIS_HA_URL ?? '')
  if ('problem' in read) throw new Error(`REDIS_HA_URL ${read.problem}`)
  const { nodes, password } = read.servers
  await untilWatched(
    nodes.map((node) => ({ ...node, ...(password === null ? {} : { password }) })),
    { replicas: REPLICAS, withinMs: WITHIN_MS },
  )
  console.log(`The ${nodes.length} Sentinels watch a master with ${REPLICAS} replicas.`)
}

main().catch((error) => {
  console.error(error instanceof Error ? error : String(error))
  process.exit(1)
})
