/**
 * A supervisor with a real, small child process, for tests.
 *
 * @module
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { startChild, untilReady } from '../../infra/local/child'
import { controlOf } from '../../infra/local/control-of'
import { freePort } from '../../infra/local/free-port'
import { type Supervised, supervise } from '../../infra/local/supervise'
import { internalKey } from '../../web/internal/key'
import { askHealth } from './health'
import { type Links, startLinks } from './links'
import { Supervisor } from './supervisor'
import type { SupervisorOptions } from './supervisor-options'
import { later } from './testing'

export const SECRET = 'a secret of the tests that is long enough'
const SCRIPT = fileURLToPath(new URL('testing-replica.mjs', import.meta.url))

export type SupervisedReplica = {
  readonly supervisor: Supervisor
  readonly process: Supervised
  readonly links: Links
  readonly address: string
  /** Makes the replica say of itself what is not as it should be. */
  says(health: object): Promise<void>
  answers(): Promise<boolean>
}

/** A replica that runs, and its supervisor; ended after the test. */
export async function startSupervised(
  name: string,
  options: Partial<SupervisorOptions> & { target?: number; drainMs?: number } = {},
): Promise<SupervisedReplica> {
  const port = await freePort()
  const { target = port, drainMs = 0, ...rest } = options
  const internal = `http://127.0.0.1:${port}`
  const env = { ...process.env, REPLICA: name, PORT: String(port), KEY: internalKey(SECRET), DRAIN_MS: String(drainMs) }
  const child = supervise({
    name,
    stopWith: { signal: 'SIGTERM', graceMs: 5_000 },
    onChange: () => {},
    say: () => {},
    spawn: (onStart) => startChild({ name, command: process.execPath, args: [SCRIPT], env, onStart }),
    ready: (mine) => untilReady(mine, () => accepts(port), 10_000, 10),
  })
  const store = { target: { host: '127.0.0.1', port: target } }
  const links = await startLinks({ redis: store, postgres: store, peers: { leadsTo: () => true } })
  const supervisor = new Supervisor({
    replica: name,
    where: () => ({ internal, addresses: [`127.0.0.1:${port}`], peerAddresses: [`127.0.0.1:${target}`] }),
    child: controlOf(child),
    links,
    health: () => askHealth(internal, internalKey(SECRET)),
    ...rest,
  })
  later(async () => {
    supervisor.retire()
    await child.stop()
    await links.close()
  })
  await child.start()
  return {
    supervisor,
    process: child,
    links,
    address: `127.0.0.1:${port}`,
    says: async (health) => void (await fetch(`${internal}/?${encodeURIComponent(JSON.stringify(health))}`)),
    answers: () =>
      fetch(internal, { signal: AbortSignal.timeout(200) }).then(
        ({ ok }) => ok,
        () => false,
      ),
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } finally {
    socket.destroy()
  }
}
