import type { Stack } from '../../infra/local/stack'
import type { ProfileName } from '../../sessions/modes'
import type { Client, Reply } from './client'

/** Another client address per call, so that balancing by address spreads over the replicas; of one network, to which a session belongs. */
let host = 0
function anotherAddress(): string {
  host += 1
  return `127.0.${(host * 37) % 250}.${2 + ((host * 91) % 250)}`
}

/**
 * Gets a path with a client's cookies from every replica, one reply of each by name: through the balancer until all have answered (at
 * most 60 times). Where that sees one address for all and picks by address, the replicas are asked themselves.
 */
export async function getFromEveryReplica(
  stack: Stack,
  profile: ProfileName,
  client: Client,
  path: string,
  /** For replicas that are asked themselves: the address that the balancer would tell them. */
  address = '127.0.0.1',
): Promise<Map<string, Reply>> {
  const replicas = stack.state().replicas
  if (profile === 'sticky-ip' && !stack.variesAddresses) {
    const seen = new Map<string, Reply>()
    const headers = { 'x-mode': profile, 'x-real-ip': address }
    for (const { name, address: itself } of replicas) seen.set(name, await client.get(`${itself}${path}`, { headers }))
    return seen
  }
  return onEveryReplica(() => client.get(path, stack.variesAddresses ? { localAddress: anotherAddress() } : {}), replicas.length)
}

/** What a replica itself answers at /api/readyz; null while it answers nothing. */
export async function readiness(stack: Stack, name: string): Promise<number | null> {
  const address = stack.state().replicas.find((replica) => replica.name === name)?.address
  const init = { headers: { connection: 'close' }, signal: AbortSignal.timeout(5_000) }
  return fetch(`${address}/api/readyz`, init).then(
    ({ status }) => status,
    () => null,
  )
}

/** Calls until every replica has answered at least once (at most 60 times), and gives one reply of each. */
export async function onEveryReplica(call: () => Promise<Reply>, replicas = 3): Promise<Map<string, Reply>> {
  const seen = new Map<string, Reply>()
  for (let tries = 0; seen.size < replicas && tries < 60; tries++) {
    const reply = await call()
    seen.set(reply.replica, reply)
  }
  if (seen.size < replicas) throw new Error(`only ${[...seen.keys()].join(', ')} answered in 60 tries`)
  return seen
}
