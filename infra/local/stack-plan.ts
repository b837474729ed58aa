import path from 'node:path'
import type { ProfileName } from '../../sessions/modes'
import { freePort } from './free-port'
import { balancerPort, loopbackHosts } from './ports'
import { needsCluster, needsRedis } from './session-stores'

/** Who listens where in one stack; settled before anything starts, since restarts keep their ports. */
export type StackPlan = {
  readonly mode: ProfileName
  readonly directory: string
  readonly hosts: readonly string[]
  readonly port: number
  readonly url: string
  readonly postgresPort: number
  readonly redisPort: number | null
  /** `clusterPort`: where the replica listens for the others; null where they keep no sessions among themselves. */
  readonly replicas: readonly { readonly name: string; readonly port: number; readonly clusterPort: number | null }[]
  /** Where the replicas reach each other: `127.0.0.1:7601`, … */
  readonly clusterPeers: readonly string[]
}

export async function planStack(mode: ProfileName, directory: string, wantedPort: number, count: number): Promise<StackPlan> {
  const hosts = await loopbackHosts()
  const port = await balancerPort(wantedPort, hosts)
  const names = Array.from({ length: count }, (_, i) => `web-${i + 1}`)
  const clusterPort = async () => (needsCluster(mode) ? freePort() : null)
  const replicas = await Promise.all(names.map(async (name) => ({ name, port: await freePort(), clusterPort: await clusterPort() })))
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
