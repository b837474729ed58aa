import path from 'node:path'
import { LAB, type ProfileName } from '../../sessions/modes'
import { freePort } from './free-port'
import { balancerPort, loopbackHosts } from './ports'
import { planRedisServers, type RedisServer, urlOfSet } from './redis-servers'
import { needsCluster, type RedisMode, redisModesOf, withNearCache } from './session-stores'

/** The ports of a replica's supervisor in the lab: where it takes orders, and its proxies on the ways to the stores and to the other replicas. */
export type SupervisorPorts = { readonly control: number; readonly redis: number; readonly postgres: number; readonly peers: number }

/** `clusterPort`: where the replica listens for the others; null where they keep no sessions among themselves. `supervisor`: in the lab. */
type PlannedReplica = {
  readonly name: string
  readonly port: number
  readonly clusterPort: number | null
  readonly supervisor: SupervisorPorts | null
}

/** Who listens where in one stack; settled before anything starts, since restarts keep their ports. */
export type StackPlan = {
  readonly mode: ProfileName
  readonly directory: string
  readonly hosts: readonly string[]
  readonly port: number
  readonly url: string
  readonly postgresPort: number
  /** Of the one Redis of the mode `redis`. */
  readonly redisPort: number | null
  /** Those of `redis-ha` and `redis-cluster`, in the order in which they start. */
  readonly redisServers: readonly RedisServer[]
  /** How each kind of Redis that there is is reached. */
  readonly redisUrls: Partial<Record<RedisMode, string>>
  readonly replicas: readonly PlannedReplica[]
  /** Where the replicas reach each other: `127.0.0.1:7601`, … */
  readonly clusterPeers: readonly string[]
}

/** `nearCache`: whether the replicas keep what they read from Redis in their own memory. */
type PlanOptions = {
  readonly mode: ProfileName
  readonly directory: string
  readonly port: number
  readonly replicas: number
  readonly nearCache: boolean
}

export async function planStack({ mode, directory, port: wantedPort, replicas: count, nearCache }: PlanOptions): Promise<StackPlan> {
  const hosts = await loopbackHosts()
  const port = await balancerPort(wantedPort, hosts)
  const names = Array.from({ length: count }, (_, i) => `web-${i + 1}`)
  const clusterPort = async () => (needsCluster(mode) ? freePort() : null)
  const supervisor = async () => (mode === LAB.name ? supervisorPorts() : null)
  const replicas = await Promise.all(
    names.map(async (name) => ({ name, port: await freePort(), clusterPort: await clusterPort(), supervisor: await supervisor() })),
  )
  const redisModes = redisModesOf(mode)
  const redisPort = redisModes.includes('redis') ? await freePort() : null
  const redisServers = await planRedisServers(redisModes)
  const urlOf = (each: RedisMode) => {
    const url = each === 'redis' ? `redis://127.0.0.1:${redisPort}` : urlOfSet(each, redisServers)
    return url && nearCache ? withNearCache(url) : url
  }
  return {
    mode,
    directory: path.resolve(directory),
    hosts,
    port,
    url: `http://localhost:${port}`,
    postgresPort: await freePort(),
    redisPort,
    redisServers,
    redisUrls: Object.fromEntries(redisModes.map((each) => [each, urlOf(each)])),
    replicas,
    clusterPeers: replicas.flatMap(({ clusterPort }) => (clusterPort === null ? [] : [`127.0.0.1:${clusterPort}`])),
  }
}

async function supervisorPorts(): Promise<SupervisorPorts> {
  return { control: await freePort(), redis: await freePort(), postgres: await freePort(), peers: await freePort() }
}
