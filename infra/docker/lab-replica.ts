/**
 * What a replica's container runs in the lab: the supervisor of its replica, which is a child of this process. What the Lab's page breaks it breaks here, with
 * no power over anything outside: it signals its own child, and the child's ways to the stores and to the other replicas lead through its
 * proxies. A child that dies of something else is started again; told to stop, this process has the child stop in order, and exits as it does.
 *
 * Usage: node docker/lab-replica.mjs [what the child runs; start-replica.cjs unless given]
 *
 * @module
 */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startControlServer } from '../../lab/faults/control-server'
import { askHealth } from '../../lab/faults/health'
import { startLinks, targetOf, throughPort } from '../../lab/faults/links'
import { readServers } from '../../lab/faults/redis-servers'
import { Supervisor } from '../../lab/faults/supervisor'
import { parseListen, parsePeers } from '../../sessions/cluster-url'
import { internalKey } from '../../web/internal/key'
import { type Exit, startChild } from '../local/child'
import { controlOf } from '../local/control-of'
import { untilAnswering } from '../local/replica'
import { supervise } from '../local/supervise'
import { nameOfReplica } from './name-of-replica.cjs'
import { ownAddresses } from './own-addresses'
import { readSecrets } from './read-secrets.cjs'

/** A replica takes 19 s at most to stop (infra/replica/graceful-shutdown.cjs), and compose gives the container 30 s. */
const STOP_MS = 25_000
const [script = fileURLToPath(new URL('start-replica.cjs', import.meta.url))] = process.argv.slice(2)

async function main(): Promise<void> {
  readSecrets()
  const { env } = process
  env.REPLICA ||= await nameOfReplica()
  const { DATABASE_URL = '', REDIS_URL = '', NEXTAUTH_SECRET: secret = '', PORT = '3000' } = env
  const peers = parsePeers(env.CLUSTER_PEERS ?? '')
  const links = await startLinks({
    redis: { target: targetOf(REDIS_URL, 6379) },
    postgres: { target: targetOf(DATABASE_URL, 5432) },
    servers: readServers(env.LAB_REDIS_SERVERS ?? ''),
    peers: { leadsTo: (address) => (peers.kind === 'dns' ? address.endsWith(`:${peers.port}`) : peers.addresses.includes(address)) },
  })
  const childEnv = {
    ...env,
    REDIS_URL: throughPort(REDIS_URL, links.ports.redis),
    SESSION_DATABASE_URL: throughPort(DATABASE_URL, links.ports.postgres),
    REDIS_VIA: links.via,
    CLUSTER_VIA: `127.0.0.1:${links.ports.peers}`,
  }
  const name = env.REPLICA
  let exit: Exit = { code: 1, signal: null }
  const replica = supervise({
    name,
    stopWith: { signal: 'SIGTERM', graceMs: STOP_MS },
    onChange: () => {},
    say: (line) => console.log(line),
    ready: (child) => untilAnswering(child, Number(PORT)),
    spawn: (onStart) =>
      startChild({
        name,
        command: process.execPath,
        args: ['--max-http-header-size=65536', path.resolve(script)],
        env: childEnv,
        onLine: (line) => console.log(line),
        onStart: (child) => {
          void child.exited.then((how) => {
            exit = how
          })
          onStart(child)
        },
      }),
  })
  const clusterPort = env.CLUSTER_LISTEN ? parseListen(env.CLUSTER_LISTEN).port : 7600
  const supervisor = new Supervisor({
    replica: name,
    where: () => ({
      internal: `http://${ownAddresses(Number(PORT))[0]}`,
      addresses: ownAddresses(Number(PORT)),
      peerAddresses: ownAddresses(clusterPort),
    }),
    child: controlOf(replica),
    links,
    health: () => askHealth(`http://127.0.0.1:${PORT}`, internalKey(secret)),
    say: (line) => console.log(line),
  })
  const control = await startControlServer({ supervisor, listen: { port: controlPort(env.LAB_SUPERVISORS) }, secret })

  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    supervisor.retire()
    await replica.stop()
    await Promise.all([control.close(), links.close()])
    process.exit(exit.code ?? 1)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  try {
    await replica.start()
  } catch (error) {
    if (!isStopping) throw error
  }
}

/** The port of `dns:lab:7700`, where the others look for this supervisor. */
function controlPort(supervisors = 'dns:lab:7700'): number {
  const all = parsePeers(supervisors)
  return all.kind === 'dns' ? all.port : Number(all.addresses[0]?.split(':').at(-1))
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
