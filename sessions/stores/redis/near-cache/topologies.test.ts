import { expect, test, vi } from 'vitest'
import type { SessionStore } from '../../../session'
import { idOf } from '../../../token'
import { sessionKey } from '../keys'
import { add, change, open } from '../outage-kit'
import { startTestCluster, type TestCluster } from '../test-cluster'
import type { TestNode } from '../test-node'
import { startTestSentinel } from '../test-sentinel'
import { eventually } from '../test-server'
import { allSound, type Client, clientsOf, shopAround } from './test-clients'
import { countersOf } from './test-kit'

const hitsOf = (stores: readonly SessionStore[]) => stores.reduce((sum, store) => sum + countersOf(store).hits, 0)

/** Moves the session of each client to another master, one after the other. */
async function moveSlots(cluster: TestCluster, clients: readonly Client[]): Promise<void> {
  const masters = await cluster.masters()
  for (const { token } of clients) {
    const slot = await cluster.slotOf(sessionKey(idOf(token)))
    const from = await cluster.masterOf(slot)
    await cluster.moveSlot(slot, from, masters.find((each) => each !== from) as TestNode).whole()
  }
}

test('on a cluster every master is heard, and slots that move under traffic show nobody less than before', {
  timeout: 90_000,
}, async () => {
  const cluster = await startTestCluster({ size: 6 })
  try {
    const stores = [open(`${cluster.url}?near-cache=on`), open(`${cluster.url}?near-cache=on`)]
    const clients = await clientsOf(stores[0] as SessionStore)
    const all = async () => {
      await Promise.all(stores.flatMap((store) => clients.map(({ token }) => store.read(token, 1).catch(() => null))))
      for (const store of stores) expect(countersOf(store)).toMatchObject({ tracked: 3, servers: 3 })
    }
    await vi.waitFor(all, { timeout: 20_000 })
    const before = hitsOf(stores)
    await Promise.all([shopAround(clients, stores, 4000), moveSlots(cluster, clients)])
    expect(hitsOf(stores)).toBeGreaterThan(before)
    await vi.waitFor(all, { timeout: 20_000 })
    const settled = hitsOf(stores)
    expect(await shopAround(clients, stores, 1000)).toBe(0)
    expect(hitsOf(stores)).toBeGreaterThan(settled)
  } finally {
    await cluster.remove()
  }
})

test('after a failover the new master is heard, and what the old one had is forgotten', { timeout: 90_000 }, async () => {
  const sentinel = await startTestSentinel()
  try {
    const store = open(`${sentinel.url}&near-cache=on`)
    const clients = await clientsOf(store)
    await allSound([store], clients)
    const token = String(clients[0]?.token)
    await eventually(() => store.change(token, { ...change(add), durable: true }))
    await vi.waitFor(async () => {
      const { hits } = countersOf(store)
      await store.read(token, 1)
      expect(countersOf(store).hits).toBe(hits + 1)
    })
    const first = await sentinel.master()
    await sentinel.node(first).kill()
    await vi.waitFor(() => expect(countersOf(store)).toMatchObject({ tracked: 0, entries: 0 }))
    await sentinel.untilFailedOver(first)
    await vi.waitFor(
      async () => {
        const { hits } = countersOf(store)
        const [known, kept] = [await store.read(token, 1), await store.read(token)]
        expect(known).toEqual(kept)
        expect(countersOf(store).hits, 'from memory again').toBe(hits + 1)
      },
      { timeout: 20_000, interval: 50 },
    )
  } finally {
    await sentinel.remove()
  }
})
