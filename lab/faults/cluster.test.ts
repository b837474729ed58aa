import { expect, test } from 'vitest'
import { freePort } from '../../infra/local/free-port'
import { LIFETIMES } from '../../sessions/lifetime'
import { type ClusterStore, openClusterStores } from '../../sessions/stores/cluster/open-cluster-store'
import type { Fault, FaultOrder } from '../contract'
import { type Links, startLinks } from './links'
import { later, until } from './testing'

const HOST = '127.0.0.1'
const fault = (order: FaultOrder): Fault => ({ ...order, id: 'f', began: 0, ends: 0, undone: null, healedMs: null })

/** Two members that keep sessions between them, each with proxies of its own. */
async function startTwo() {
  const ports = [await freePort(), await freePort()]
  const addresses = ports.map((port) => `${HOST}:${port}`)
  const members = await Promise.all(
    ports.map(async (port, index): Promise<{ store: ClusterStore; links: Links; other: string; lost: () => number }> => {
      const nothing = { target: { host: HOST, port: 1 } }
      const links = await startLinks({ redis: nothing, postgres: nothing, peers: { leadsTo: (address) => addresses.includes(address) } })
      const [store] = openClusterStores([
        {
          design: 'replicated',
          ack: 'applied',
          name: `web-${index + 1}`,
          listen: { host: HOST, port },
          via: { host: HOST, port: links.ports.peers },
          peers: { kind: 'static', addresses },
          secret: 'a secret of the tests that is long enough',
        },
      ])
      if (!store) throw new Error('nothing was opened')
      later(async () => {
        await store.close()
        await links.close()
      })
      return { store, links, other: addresses[1 - index] ?? '', lost: () => store.counters().members_lost ?? -1 }
    }),
  )
  await Promise.all(members.map(({ store }) => store.joined))
  await until(() => members.every(({ store }) => store.counters().members === 2))
  return members as [(typeof members)[0], (typeof members)[0]]
}

test('members whose link is cut lose each other, go on, and agree again after mending', async () => {
  const [a, b] = await startTwo()
  const { session, token } = await a.store.create({ change: { id: 'c1', steps: [{ add: 'cart:lamp', by: 1 }] }, lifetime: LIFETIMES.guest })
  expect((await b.store.read(token ?? ''))?.id).toBe(session.id)
  for (const { links, other } of [a, b]) links.apply([{ fault: fault({ kind: 'cut', between: ['web-1', 'web-2'] }), peers: [other] }])
  await until(() => a.lost() === 1 && b.lost() === 1)
  for (const [i, { store }] of [a, b].entries())
    expect(await store.change(token ?? '', { id: `d${i}`, steps: [{ add: 'cart:lamp', by: 1 }] })).not.toBeNull()
  expect((await a.store.read(token ?? ''))?.attributes).toEqual({ 'cart:lamp': 2 })
  for (const { links } of [a, b]) links.apply([])
  await until(() => a.lost() === 0 && b.lost() === 0)
  for (const { store } of [a, b]) await until(async () => (await store.read(token ?? ''))?.attributes['cart:lamp'] === 3)
}, 60_000)

test('under a delay changes arrive all the same, and nobody is lost', async () => {
  const [a, b] = await startTwo()
  const { token } = await a.store.create({ change: { id: 'c1', steps: [] }, lifetime: LIFETIMES.guest })
  for (const { links } of [a, b]) links.apply([{ fault: fault({ kind: 'delay-replication', ms: 150 }), peers: [] }])
  expect(await a.store.change(token ?? '', { id: 'c2', steps: [{ add: 'cart:lamp', by: 1 }] })).not.toBeNull()
  expect((await b.store.read(token ?? ''))?.attributes).toEqual({ 'cart:lamp': 1 })
  expect([a.lost(), b.lost()]).toEqual([0, 0])
}, 60_000)
