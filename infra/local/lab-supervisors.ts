import { type ControlServer, startControlServer } from '../../lab/faults/control-server'
import { askHealth } from '../../lab/faults/health'
import { type Links, startLinks, throughPort } from '../../lab/faults/links'
import { Supervisor } from '../../lab/faults/supervisor'
import { internalKey } from '../../web/internal/key'
import type { Environment } from './child'
import { controlOf } from './control-of'
import type { StackPlan, SupervisorPorts } from './stack-plan'
import type { Supervised } from './supervise'

/** The supervisors of a local lab: one for each replica, in this process. */
export type LabSupervisors = {
  /** Opens their ports, which the replicas need from their start. */
  start(): Promise<void>
  /** Breaks nothing more and mends all links, so that the replicas can stop in order. */
  retire(): void
  /** Closes everything; for when the replicas are gone. Calling it again is harmless. */
  close(): Promise<void>
}

type Options = { plan: StackPlan; replicas: readonly Supervised[]; secret: string; say: (line: string) => void }

const HOST = '127.0.0.1'

/** Prepares them; null where the stack is no lab. */
export function labSupervisors({ plan, replicas, secret, say }: Options): LabSupervisors | null {
  const { redisPort, postgresPort, clusterPeers } = plan
  if (redisPort === null || !plan.replicas.some(({ supervisor }) => supervisor)) return null
  const open: { supervisor?: Supervisor; links?: Links; control?: ControlServer }[] = []

  const startOne = async ({ name, port, clusterPort, supervisor: ports }: StackPlan['replicas'][number], index: number) => {
    const process = replicas[index]
    if (!ports || !process) return
    const mine: (typeof open)[number] = {}
    open.push(mine)
    mine.links = await startLinks({
      redis: { target: { host: HOST, port: redisPort }, port: ports.redis },
      postgres: { target: { host: HOST, port: postgresPort }, port: ports.postgres },
      peers: { port: ports.peers, leadsTo: (address) => clusterPeers.includes(address) },
    })
    const internal = `http://${HOST}:${port}`
    mine.supervisor = new Supervisor({
      replica: name,
      where: () => ({ internal, addresses: [`${HOST}:${port}`], peerAddresses: [`${HOST}:${clusterPort}`] }),
      child: controlOf(process),
      links: mine.links,
      health: () => askHealth(internal, internalKey(secret)),
      say,
    })
    mine.control = await startControlServer({ supervisor: mine.supervisor, listen: { host: HOST, port: ports.control }, secret })
  }

  return {
    start: async () => void (await Promise.all(plan.replicas.map(startOne))),
    retire() {
      for (const { supervisor } of open) supervisor?.retire()
    },
    async close() {
      await Promise.all(open.flatMap(({ links, control }) => [links?.close(), control?.close()]))
    },
  }
}

/** What a replica of the lab is given, so that its links lead through its supervisor; the shop's own way to the database stays as it is. */
export function labSettings({ replicas, redisPort }: StackPlan, ports: SupervisorPorts, databaseUrl: string): Environment {
  return {
    REDIS_URL: throughPort(`redis://${HOST}:${redisPort}`, ports.redis),
    SESSION_DATABASE_URL: throughPort(databaseUrl, ports.postgres),
    CLUSTER_VIA: `${HOST}:${ports.peers}`,
    LAB_SUPERVISORS: replicas.flatMap(({ supervisor }) => (supervisor ? [`${HOST}:${supervisor.control}`] : [])).join(','),
  }
}
