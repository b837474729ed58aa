import path from 'node:path'
import type { ProfileName } from '../../sessions/modes'
import { freePort } from './free-port'
import { balancerPort, loopbackHosts } from './ports'
import { needsRedis } from './session-stores'

/** Who listens where in one stack; settled before anything starts, since restarts keep their ports. */
export type StackPlan = {
  readonly mode: ProfileName
  readonly directory: string
  readonly hosts: readonly string[]
  readonly port: number
  readonly url: string
  readonly postgresPort: number
  readonly redisPort: number | null
  readonly replicas: readonly { readonly name: string; readonly port: number }[]
}

export async function planStack(mode: ProfileName, directory: string, wantedPort: number, replicas: number): Promise<StackPlan> {
  const hosts = await loopbackHosts()
  const port = await balancerPort(wantedPort, hosts)
  const names = Array.from({ length: replicas }, (_, i) => `web-${i + 1}`)
  return {
    mode,
    directory: path.resolve(directory),
    hosts,
    port,
    url: `http://localhost:${port}`,
    postgresPort: await freePort(),
    redisPort: needsRedis(mode) ? await freePort() : null,
    replicas: await Promise.all(names.map(async (name) => ({ name, port: await freePort() }))),
  }
}
