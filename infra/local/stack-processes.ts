import path from 'node:path'
import type { Environment } from './child'
import { type LabSupervisors, labSupervisors } from './lab-supervisors'
import { type Logs, rotate } from './logs'
import { startNginx } from './nginx'
import { startPostgres } from './postgres'
import { startRedis } from './redis'
import { startRedisServer } from './redis-servers'
import { startReplica, untilAnswering } from './replica'
import type { Secrets } from './secrets'
import { type RedisMode, sessionStoreUrl } from './session-stores'
import type { StackPlan } from './stack-plan'
import { type Supervised, supervise } from './supervise'

/** The processes of one stack, none started yet. */
export type StackProcesses = {
  readonly postgres: Supervised
  readonly redis: Supervised | null
  /** As in the plan. */
  readonly redisServers: readonly Supervised[]
  readonly replicas: readonly Supervised[]
  readonly nginx: Supervised
  /** In the lab: whoever breaks the replicas. */
  readonly supervisors: LabSupervisors | null
  /** Known once Postgres has started: its password is made with its data. */
  databaseUrl(): string
}

export type ProcessOptions = {
  readonly plan: StackPlan
  readonly server: string
  readonly secrets: Secrets
  readonly demo: boolean
  readonly env: Environment
  readonly logs: Logs
  readonly onChange: () => void
  readonly say: (line: string) => void
}

/** Wires the processes of a stack together; each is kept running once started. */
export function stackProcesses({ plan, server, secrets, demo, env, logs, onChange, say }: ProcessOptions): StackProcesses {
  const { directory } = plan
  let databaseUrl = ''
  const keep = (name: string, signal: NodeJS.Signals, graceMs: number, rest: Pick<Parameters<typeof supervise>[0], 'spawn' | 'ready'>) =>
    supervise({ name, stopWith: { signal, graceMs }, onChange, say, ...rest })

  const postgres = keep('postgres', 'SIGINT', 15_000, {
    async spawn(onStart) {
      const folder = path.join(directory, 'postgres')
      const onLine = logs.lineOf('postgres')
      const { child, url } = await startPostgres({ directory: folder, port: plan.postgresPort, onLine, onStart })
      databaseUrl = url
      return child
    },
  })

  const { redisPort, redisUrls } = plan
  const redis =
    redisPort === null
      ? null
      : keep('redis', 'SIGTERM', 10_000, {
          spawn: async (onStart) =>
            (await startRedis({ directory: path.join(directory, 'redis'), port: redisPort, onLine: logs.lineOf('redis'), onStart })).child,
        })

  const redisServers = plan.redisServers.map((server) =>
    keep(server.name, 'SIGTERM', 10_000, {
      spawn: (onStart) => startRedisServer({ directory, server, onLine: logs.lineOf(server.name), onStart }),
    }),
  )

  const replicas = plan.replicas.map(({ name, port, clusterPort }) =>
    keep(name, 'SIGTERM', 20_000, {
      ready: (child) => untilAnswering(child, port),
      spawn: (onStart) =>
        startReplica({
          name,
          port,
          server,
          onLine: logs.lineOf(name),
          onStart,
          env: {
            SESSION_STORE: sessionStoreUrl(plan.mode, redisUrls),
            DATABASE_URL: databaseUrl,
            ...redisSettings(redisUrls),
            ...(clusterPort === null ? {} : clusterSettings(plan, clusterPort, secrets)),
            ...supervisors?.settingsOf(name, databaseUrl),
            NEXTAUTH_SECRET: secrets.authSecret,
            NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: secrets.serverActionsKey,
            SESSION_KEYS: secrets.sessionKeys,
            DEMO: demo ? '1' : '0',
            ...env,
          },
        }),
    }),
  )

  const accessLog = path.join(directory, 'logs', 'access.log')
  const nginx = keep('nginx', 'SIGQUIT', 2_000, {
    spawn(onStart) {
      rotate(accessLog)
      return startNginx({
        directory: path.join(directory, 'nginx'),
        hosts: plan.hosts,
        port: plan.port,
        accessLog,
        replicas: plan.replicas.map(({ port }) => `127.0.0.1:${port}`),
        mode: plan.mode,
        cookieDomain: env.COOKIE_DOMAIN ?? process.env.COOKIE_DOMAIN,
        onLine: logs.lineOf('nginx'),
        onStart,
      })
    },
  })

  const supervisors = labSupervisors({ plan, replicas, redisServers, secret: secrets.authSecret, say })
  return { postgres, redis, redisServers, replicas, nginx, supervisors, databaseUrl: () => databaseUrl }
}

/** What the lab reads; in a mode of its own the same stands in SESSION_STORE. */
function redisSettings(urls: Partial<Record<RedisMode, string>>): Environment {
  const settings = { REDIS_URL: urls.redis, REDIS_HA_URL: urls['redis-ha'], REDIS_CLUSTER_URL: urls['redis-cluster'] }
  return Object.fromEntries(Object.entries(settings).filter(([, url]) => url !== undefined))
}

/** A replica that is started again listens where the others look for it. */
function clusterSettings({ clusterPeers }: StackPlan, clusterPort: number, { clusterSecret }: Secrets): Environment {
  return { CLUSTER_PEERS: clusterPeers.join(','), CLUSTER_LISTEN: `127.0.0.1:${clusterPort}`, CLUSTER_SECRET: clusterSecret }
}
