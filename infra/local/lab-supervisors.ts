import { type ControlServer, startControlServer } from '../../lab/faults/control-server'
import { askHealth } from '../../lab/faults/health'
import { type Links, startLinks, throughPort } from '../../lab/faults/links'
import { type RedisServer, writeServers } from '../../lab/faults/redis-servers'
import type { ServerControl } from '../../lab/faults/server-control'
import { Supervisor } from '../../lab/faults/supervisor'
import { internalKey } from '../../web/internal/key'
import type { Environment } from './child'
import { controlOf } from './control-of'
import type { StackPlan, SupervisorPorts } from './stack-plan'
import type { Supervised } from './supervise'

/** The supervisors of a local lab: one for each replica, in this process. */
export type LabSupervisors = {
  /** What a replica of the lab is given, so that its links lead through its supervisor; the shop's own way to the database stays as it is. */
  settingsOf(replica: string, databaseUrl: string): Environment
  /** Opens their ports, which the replicas need from their start. */
  start(): Promise<void>
  /** Breaks nothing more and mends all links, so that the replicas can stop in order. */
  retire(): void
  /** Closes everything; for when the replicas are gone. Calling it again is harmless. */
  close(): Promise<void>
}

type Options = {
  plan: StackPlan
  replicas: readonly Supervised[]
  /** As in the plan. */
  redisServers: readonly Supervised[]
  secret: string
  say: (line: string) => void
}

const HOST = '127.0.0.1'

/** Prepares them; null where the stack is no lab. */
export function labSupervisors({ plan, replicas, redisServers, secret, say }: Options): LabSupervisors | null {
  const { redisPort, postgresPort, clusterPeers } = plan
  if (redisPort === null || !plan.replicas.some(({ supervisor }) => supervisor)) return null
  const servers = serversOf(plan)
  const named = (name: string) => {
    const found = redisServers.find((each) => each.name === name)
    if (!found) throw new Error(`There is no server ${name}.`)
    return found
  }
  const power: ServerControl = {
    crash: (_, server) => named(server).hold('SIGKILL'),
    bringBack: (_, server) => named(server).start(),
  }
  const open: { readonly name: string; supervisor?: Supervisor; links?: Links; control?: ControlServer }[] = []

  const startOne = async ({ name, port, clusterPort, supervisor: ports }: StackPlan['replicas'][number], index: number) => {
    const process = replicas[index]
    if (!ports || !process) return
    const mine: (typeof open)[number] = { name }
    open.push(mine)
    mine.links = await startLinks({
      redis: { target: { host: HOST, port: redisPort }, port: ports.redis },
      postgres: { target: { host: HOST, port: postgresPort }, port: ports.postgres },
      servers,
      peers: { port: ports.peers, leadsTo: (address) => clusterPeers.includes(address) },
    })
    const internal = `http://${HOST}:${port}`
    mine.supervisor = new Supervisor({
      replica: name,
      where: () => ({ internal, addresses: [`${HOST}:${port}`], peerAddresses: [`${HOST}:${clusterPort}`] }),
      child: controlOf(process),
      links: mine.links,
      servers: power,
      health: () => askHealth(internal, internalKey(secret)),
      say,
    })
    mine.control = await startControlServer({ supervisor: mine.supervisor, listen: { host: HOST, port: ports.control }, secret })
  }

  return {
    settingsOf(replica, databaseUrl) {
      const ports = plan.replicas.find(({ name }) => name === replica)?.supervisor
      return ports ? labSettings(plan, ports, servers, open.find(({ name }) => name === replica)?.links?.via ?? '', databaseUrl) : {}
    },
    start: async () => void (await Promise.all(plan.replicas.map(startOne))),
    retire() {
      for (const { supervisor } of open) supervisor?.retire()
    },
    async close() {
      await Promise.all(open.flatMap(({ links, control }) => [links?.close(), control?.close()]))
    },
  }
}

function serversOf({ redisServers }: StackPlan): RedisServer[] {
  return redisServers.map(({ name, kind, port }) => ({ name, set: kind === 'cluster' ? 'redis-cluster' : 'redis-ha', host: HOST, port }))
}

function labSettings(
  { replicas, redisUrls }: StackPlan,
  ports: SupervisorPorts,
  servers: readonly RedisServer[],
  via: string,
  databaseUrl: string,
): Environment {
  return {
    ...(redisUrls.redis ? { REDIS_URL: throughPort(redisUrls.redis, ports.redis) } : {}),
    REDIS_VIA: via,
    LAB_REDIS_SERVERS: writeServers(servers),
    SESSION_DATABASE_URL: throughPort(databaseUrl, ports.postgres),
    CLUSTER_VIA: `${HOST}:${ports.peers}`,
    LAB_SUPERVISORS: replicas.flatMap(({ supervisor }) => (supervisor ? [`${HOST}:${supervisor.control}`] : [])).join(','),
  }
}
