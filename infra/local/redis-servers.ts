import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { askRedis } from './ask-redis'
import { type Child, type ChildOptions, startChild, untilReady } from './child'
import { findProgram } from './find-program'
import { formCluster } from './form-redis-cluster'
import { freePort } from './free-port'
import { pongs } from './redis'
import { lastMaster, MASTER_NAME } from './sentinel-files'
import type { RedisMode } from './session-stores'
import { untilWatched } from './until-watched'

/** What a server is in its set: one of a master and its replicas, who watches those, or a node of a cluster. */
type RedisKind = 'ha' | 'sentinel' | 'cluster'

/** One of the servers of `redis-ha` or `redis-cluster`. `busPort`: where a node of a cluster hears the others; else null. */
export type RedisServer = {
  readonly name: string
  readonly kind: RedisKind
  readonly port: number
  readonly busPort: number | null
}

const HOST = '127.0.0.1'
const FILE: Record<RedisKind, string> = { ha: 'redis.conf', sentinel: 'sentinel.conf', cluster: 'redis.conf' }
const SETS: Partial<Record<RedisMode, readonly (readonly [RedisKind, names: string, count: number])[]>> = {
  'redis-ha': [
    ['ha', 'redis-ha', 3],
    ['sentinel', 'sentinel', 3],
  ],
  'redis-cluster': [['cluster', 'redis-cluster', 6]],
}

/** Who belongs to the stores of these modes, each on a free port. The one of `redis` alone is not among them: see redis.ts. */
export async function planRedisServers(modes: readonly RedisMode[]): Promise<RedisServer[]> {
  const kinds = modes.flatMap((mode) => SETS[mode] ?? [])
  const servers = kinds.flatMap(([kind, names, count]) => Array.from({ length: count }, (_, i) => ({ kind, name: `${names}-${i + 1}` })))
  const busPort = async (kind: RedisKind) => (kind === 'cluster' ? freePort() : null)
  return Promise.all(servers.map(async (server) => ({ ...server, port: await freePort(), busPort: await busPort(server.kind) })))
}

/** How the replicas reach a set: `redis+sentinel://127.0.0.1:20001,…`. Undefined where there is none. */
export function urlOfSet(mode: RedisMode, servers: readonly RedisServer[]): string | undefined {
  const [kind, scheme] = mode === 'redis-ha' ? (['sentinel', 'redis+sentinel'] as const) : (['cluster', 'redis+cluster'] as const)
  const addresses = servers.flatMap((server) => (server.kind === kind ? `${HOST}:${server.port}` : []))
  return addresses.length > 0 ? `${scheme}://${addresses.join(',')}` : undefined
}

/**
 * Writes the servers' configuration, each in a folder of its own below `directory`. Once for a stack, before its first start: from then on they
 * change these files themselves, and a server that is started again is what it was. The data of an earlier stack stays, whatever its ports
 * were: its last master begins as the master, and a cluster keeps its roles in nodes.conf, where formCluster brings the addresses up to date.
 */
export function configureRedisServers(directory: string, servers: readonly RedisServer[]): void {
  const nodes = servers.filter(({ kind }) => kind === 'ha')
  const was = lastMaster(directory)
  const master = nodes.find(({ name }) => name === was) ?? nodes[0]
  for (const server of servers) {
    const folder = path.join(directory, server.name)
    mkdirSync(folder, { recursive: true })
    const common = [`bind ${HOST}`, `port ${server.port}`, `dir ${JSON.stringify(folder)}`, 'daemonize no']
    writeFileSync(path.join(folder, FILE[server.kind]), `${[...common, ...settingsOf(server, master)].join('\n')}\n`)
  }
}

/** The same as in docker-compose.yml and infra/redis/. */
function settingsOf({ kind, name, busPort }: RedisServer, master: RedisServer | undefined): string[] {
  const kept = ['save ""', 'appendonly yes', 'appendfsync everysec', 'shutdown-timeout 3']
  // A replica that is new or back has the data at once, and sees soon that its master is silent.
  const copying = ['repl-diskless-sync-delay 0', 'repl-ping-replica-period 1']
  switch (kind) {
    case 'ha':
      return [
        ...kept,
        ...copying,
        'min-replicas-to-write 1',
        'min-replicas-max-lag 3',
        ...(master && master.name !== name ? [`replicaof ${HOST} ${master.port}`] : []),
      ]
    case 'cluster':
      return [
        ...kept,
        ...copying,
        'cluster-enabled yes',
        `cluster-port ${busPort}`,
        'cluster-node-timeout 2000',
        'cluster-require-full-coverage no',
      ]
    case 'sentinel':
      return [
        `sentinel monitor ${MASTER_NAME} ${HOST} ${master?.port} 2`,
        `sentinel down-after-milliseconds ${MASTER_NAME} 1000`,
        `sentinel failover-timeout ${MASTER_NAME} 5000`,
        `sentinel parallel-syncs ${MASTER_NAME} 1`,
      ]
  }
}

export type RedisServerOptions = Pick<ChildOptions, 'onLine' | 'onStart'> & { readonly directory: string; readonly server: RedisServer }

/** Starts one that is configured; resolves when it answers. */
export async function startRedisServer({ directory, server, onLine, onStart }: RedisServerOptions): Promise<Child> {
  const { name, kind, port } = server
  const cwd = path.join(directory, name)
  const args = [path.join(cwd, FILE[kind]), ...(kind === 'sentinel' ? ['--sentinel'] : [])]
  const child = await startChild({
    name,
    command: findProgram('redis-server') ?? 'redis-server',
    args,
    cwd,
    env: process.env,
    onLine,
    onStart,
  })
  try {
    await untilReady(child, () => pongs(port), 30_000)
  } catch (error) {
    await child.stop('SIGTERM', 5_000)
    throw error
  }
  return child
}

/** Resolves when the replicas have the master's data; Sentinels that look before would hear of them only ten seconds later. */
export async function untilReplicating(servers: readonly RedisServer[], signal?: AbortSignal): Promise<void> {
  const nodes = servers.filter(({ kind }) => kind === 'ha')
  const isOnline = new RegExp(`role:master\\r\\nconnected_slaves:${nodes.length - 1}\\r\\n([^]*state=online){${nodes.length - 1}}`)
  const isReplicating = async () => {
    const told = await Promise.all(nodes.map((node) => askRedis({ host: HOST, port: node.port }, ['INFO', 'replication'])))
    return told.some((info) => isOnline.test(String(info)))
  }
  if (nodes.length > 0) await until(isReplicating, 'The replicas of Redis do not follow their master.', signal)
}

/** Resolves when the running servers do what they are there for: a master that can be written to and failed over, a cluster with all of its slots. */
export async function untilServing(servers: readonly RedisServer[], signal?: AbortSignal): Promise<void> {
  const sentinels = servers.flatMap(({ kind, port }) => (kind === 'sentinel' ? { host: HOST, port } : []))
  const replicas = servers.filter(({ kind }) => kind === 'ha').length - 1
  const nodes = servers.flatMap(({ port, busPort }) => (busPort === null ? [] : { host: HOST, port, busPort }))
  await Promise.all([
    ...(sentinels.length > 0 ? [untilWatched(sentinels, { replicas, ...(signal && { signal }) })] : []),
    ...(nodes.length > 0 ? [formCluster(nodes, { signal })] : []),
  ])
}

async function until(check: () => Promise<boolean>, problem: string, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await check().catch(() => false))) {
    signal?.throwIfAborted()
    if (Date.now() > deadline) throw new Error(`${problem} (See the logs of redis-ha-… and sentinel-….)`)
    await sleep(50)
  }
}
