import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../../errors'
import type { SessionStore } from '../../../session'
import { add, change, LONG, open, startServer } from '../outage-kit'
import type { TestServer } from '../test-server'
import { countersOf, Shown, seenBy, untilSound } from './test-kit'

/** Something that Redis does to a near-cache. */
type Disturbance = (server: TestServer) => Promise<unknown>

const killSubscribers: Disturbance = ({ inspect }) => inspect.client('KILL', 'TYPE', 'pubsub')
const killClients: Disturbance = ({ inspect }) => inspect.client('KILL', 'TYPE', 'normal')
const restart: Disturbance = async (server) => {
  await server.kill()
  await server.start()
}

/** How many clients there are, in how many windows each: the windows of one share what they have been shown. */
const CLIENTS = 6
const WINDOWS = 2
/** After a call that failed. */
const AGAIN_MS = 5

type Client = { readonly token: string; readonly shown: Shown }

function clientsOf(store: SessionStore): Promise<Client[]> {
  const made = Array.from({ length: CLIENTS }, async () => {
    const shown = new Shown()
    return { token: (await seenBy(shown, store).create({ change: change(add), lifetime: LONG })).token, shown }
  })
  return Promise.all(made)
}

/**
 * Clients read and change their own sessions through the replicas, a random one each time, until so many steps are done. Nobody may be shown
 * less than before, nor what was never so: the cart's count is the version. Answers how many steps failed.
 */
async function shopAround(clients: readonly Client[], stores: readonly SessionStore[], steps: number): Promise<number> {
  let left = steps
  let failed = 0
  const window = async ({ token, shown }: Client) => {
    const views = stores.map((store) => seenBy(shown, store))
    while (left-- > 0) {
      const view = views[Math.floor(Math.random() * views.length)] as SessionStore
      const before = shown.of(token) ?? 0
      try {
        const answer = Math.random() < 0.25 ? await view.change(token, change(add)) : await view.read(token)
        if (answer === null || answer === 'moved') throw new Error('The session is gone.')
        const session = 'session' in answer ? answer.session : answer
        expect(session.version, 'what its client had been shown').toBeGreaterThanOrEqual(before)
        expect(session.attributes['cart:p1']).toBe(session.version)
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error
        failed++
        await sleep(AGAIN_MS)
      }
    }
  }
  await Promise.all(clients.flatMap((client) => Array.from({ length: WINDOWS }, () => window(client))))
  return failed
}

async function twoReplicas(...args: string[]): Promise<{ server: TestServer; stores: SessionStore[]; clients: Client[] }> {
  const server = await startServer(...args)
  const stores = [open(`${server.url}?near-cache=on`), open(`${server.url}?near-cache=on`)]
  const clients = await clientsOf(stores[0] as SessionStore)
  await allSound(stores, clients)
  return { server, stores, clients }
}

async function allSound(stores: readonly SessionStore[], [client]: readonly Client[]): Promise<void> {
  for (const store of stores) await untilSound(store, () => store.read(client?.token ?? '', 1).catch(() => null))
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
