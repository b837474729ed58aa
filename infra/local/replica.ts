import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Child, type ChildOptions, type Environment, startChild, untilReady } from './child'

export type ReplicaOptions = Pick<ChildOptions, 'onLine' | 'onStart'> & {
  /** `web-1`, … */
  readonly name: string
  readonly port: number
  /** The standalone build's server.js. */
  readonly server: string
  readonly env: Environment
}

const PRELOADED = ['graceful-shutdown.cjs', 'name-answers.cjs', 'open-when-warm.cjs'].flatMap((file) => [
  '-r',
  fileURLToPath(new URL(`../replica/${file}`, import.meta.url)),
])
/** NEXTAUTH_URL would tie sign-in to one origin; with AUTH_TRUST_HOST it follows the forwarded host. */
const NOT_INHERITED = [
  'NEXTAUTH_URL',
  'NODE_OPTIONS',
  'SESSION_STORE',
  'SESSION_KEYS',
  'DATABASE_URL',
  'SESSION_DATABASE_URL',
  'REDIS_URL',
  'REDIS_HA_URL',
  'REDIS_CLUSTER_URL',
  'REDIS_VIA',
  'CLUSTER_PEERS',
  'CLUSTER_LISTEN',
  'CLUSTER_SECRET',
  'CLUSTER_VIA',
  'LAB_SUPERVISORS',
  'LAB_REDIS_SERVERS',
  '__NEXT_PRIVATE_STANDALONE_CONFIG',
]

/** Starts one replica of the shop on 127.0.0.1. */
export async function startReplica({ name, port, server, env, onLine, onStart }: ReplicaOptions): Promise<Child> {
  const inherited = { ...process.env }
  for (const key of NOT_INHERITED) delete inherited[key]
  return startChild({
    name,
    command: process.execPath,
    // nginx is the one that limits headers (16 KB each): Node's own limit of 16 KB for all of them would answer a bare 431.
    args: ['--max-http-header-size=65536', ...PRELOADED, server],
    cwd: path.dirname(server),
    env: {
      ...inherited,
      NODE_ENV: 'production',
      HOSTNAME: '127.0.0.1',
      PORT: String(port),
      REPLICA: name,
      AUTH_TRUST_HOST: '1',
      KEEP_ALIVE_TIMEOUT: '70000', // above nginx's 60 s, or a POST meets a closing socket
      NEXT_TELEMETRY_DISABLED: '1',
      ...env,
    },
    onLine,
    onStart,
  })
}

/** Resolves when the replica answers at all: after a restart it is nginx's and readyz' business what it may serve. */
export function untilAnswering(child: Child, port: number): Promise<void> {
  return untilReady(child, async () => (await readiness(port)) !== null, 60_000, 20)
}

/** Resolves when all replicas say that they are ready; fails with what the first unready one says. */
export async function untilReplicasReady(replicas: readonly { name: string; port: number }[], timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  for (const { name, port } of replicas) {
    for (let status = await readiness(port); status !== 200; status = await readiness(port)) {
      if (Date.now() > deadline) throw new Error(`${name} is not ready: /api/readyz answers ${status ?? 'nothing'} (see logs/${name}.log).`)
      await sleep(50)
    }
  }
}

/** The status of /api/readyz, or null when nobody answers. */
async function readiness(port: number): Promise<number | null> {
  try {
    // No connection stays open: a replica that stops would wait for it.
    const init = { headers: { connection: 'close' }, signal: AbortSignal.timeout(5_000) }
    const response = await fetch(`http://127.0.0.1:${port}/api/readyz`, init)
    await response.body?.cancel()
    return response.status
  } catch {
    return null
  }
}
