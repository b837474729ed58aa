import { expect, test } from 'vitest'
import type { SessionStore } from '../../../session'
import { open, startServer } from '../outage-kit'
import type { TestServer } from '../test-server'
import { allSound, type Client, clientsOf, shopAround } from './test-clients'
import { countersOf } from './test-kit'

/** Something that Redis does to a near-cache. */
type Disturbance = (server: TestServer) => Promise<unknown>

const killSubscribers: Disturbance = ({ inspect }) => inspect.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
const killClients: Disturbance = ({ inspect }) => inspect.call('CLIENT', 'KILL', 'TYPE', 'normal')
const restart: Disturbance = async (server) => {
  await server.kill()
  await server.start()
}

async function twoReplicas(...args: string[]): Promise<{ server: TestServer; stores: SessionStore[]; clients: Client[] }> {
  const server = await startServer(...args)
  const stores = [open(`${server.url}?near-cache=on`), open(`${server.url}?near-cache=on`)]
  const clients = await clientsOf(stores[0] as SessionStore)
  await allSound(stores, clients)
  return { server, stores, clients }
}

const hitsOf = (stores: readonly SessionStore[]) => stores.reduce((sum, store) => sum + countersOf(store).hits, 0)

test('thousands of changes and reads through two replicas: nobody is ever shown less than before', async () => {
  const { stores, clients } = await twoReplicas()
  const before = hitsOf(stores)
  expect(await shopAround(clients, stores, 12_000)).toBe(0)
  expect(hitsOf(stores) - before, 'answered from memory').toBeGreaterThan(500)
})

test.each([
  ['the tracking connections are killed', killSubscribers],
  ['the connections that read are killed', killClients],
  ['the server is killed and started again', restart],
] as const)('nor while %s, again and again', async (_what, disturb) => {
  const { server, stores, clients } = await twoReplicas('--appendonly', 'yes')
  for (let round = 0; round < 2; round++) {
    const [failed] = await Promise.all([shopAround(clients, stores, 1500), disturb(server)])
    expect(failed).toBeLessThan(1500)
    await allSound(stores, clients)
  }
  const before = hitsOf(stores)
  expect(await shopAround(clients, stores, 1500)).toBe(0)
  expect(hitsOf(stores), 'it is used again').toBeGreaterThan(before)
  expect(stores.map((store) => countersOf(store).flushes > 0)).toEqual([true, true])
})
