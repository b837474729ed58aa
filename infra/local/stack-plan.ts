import path from 'node:path'
import { LAB, type ProfileName } from '../../sessions/modes'
import { freePort } from './free-port'
import { balancerPort, loopbackHosts } from './ports'
import { needsCluster, needsRedis } from './session-stores'

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
  readonly redisPort: number | null
  readonly replicas: readonly PlannedReplica[]
  /** Where the replicas reach each other: `127.0.0.1:7601`, … */
  readonly clusterPeers: readonly string[]
}

export async function planStack(mode: ProfileName, directory: string, wantedPort: number, count: number): Promise<StackPlan> {
  const hosts = await loopbackHosts()
  const port = await balancerPort(wantedPort, hosts)
  const names = Array.from({ length: count }, (_, i) => `web-${i + 1}`)
  const clusterPort = async () => (needsCluster(mode) ? freePort() : null)
  const supervisor = async () => (mode === LAB.name ? supervisorPorts() : null)
  const replicas = await Promise.all(
    names.map(async (name) => ({ name, port: await freePort(), clusterPort: await clusterPort(), supervisor: await supervisor() })),
  )
  return {
    mode,
    directory: path.resolve(directory),
    hosts,
    port,
    url: `http://localhost:${port}`,
    postgresPort: await freePort(),
    redisPort: needsRedis(mode) ? await freePort() : null,
    replicas,
    clusterPeers: replicas.flatMap(({ clusterPort }) => (clusterPort === null ? [] : [`127.0.0.1:${clusterPort}`])),
  }
}

async function supervisorPorts(): Promise<SupervisorPorts> {
  return { control: await freePort(), redis: await freePort(), postgres: await freePort(), peers: await freePort() }
}
