import { expect } from '@playwright/test'
import type { Stack } from '../../infra/local/stack'
import type { ProfileName } from '../../sessions/modes'
import { Client, type Reply } from './client'

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

/**
 * Waits until a killed replica runs again as another process and the balancer sends requests to it: up to a second later than it is ready
 * (fail_timeout). Whoever sticks to it goes back to it then, and finds none of the sessions that began elsewhere meanwhile.
 */
export async function untilBack(stack: Stack, profile: ProfileName, { name, pid }: { name: string; pid: number | null }): Promise<void> {
  const patience = (message: string) => ({ message, timeout: 30_000 })
  const now = () => stack.state().replicas.find((replica) => replica.name === name)?.pid
  await expect.poll(now, patience('another process runs')).not.toBe(pid)
  await expect.poll(() => readiness(stack, name), patience('it is ready')).toBe(200)
  // Containers' balancer has bound this machine's one address to another replica for good.
  if (profile === 'sticky-ip' && !stack.variesAddresses) return
  const answering = async () => (await new Client(stack.url).get('/api/livez')).replica
  await expect.poll(answering, { ...patience('the balancer uses it'), intervals: [50] }).toBe(name)
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
