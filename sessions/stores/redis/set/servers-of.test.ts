import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startLinkProxy } from '@/lab/faults/link-proxy'
import { idOf, newToken } from '../../../token'
import { slotOf } from '../key-slot'
import { sessionKey } from '../keys'
import { type RedisServers, readRedisUrl } from '../servers'
import { startTestCluster, type TestCluster } from '../test-cluster'
import { readClusterNodes, slotCount } from './cluster-nodes'
import { serversOf } from './servers-of'

let cluster: TestCluster
beforeAll(async () => {
  cluster = await startTestCluster()
}, 60_000)
afterAll(() => cluster.remove())

function read(url: string): RedisServers {
  const found = readRedisUrl(url)
  if ('problem' in found) throw new Error(found.problem)
  return found.servers
}

test('the slot of a key is the one that Redis says, of its hash tag where it has one', async () => {
  expect(slotOf('123456789')).toBe(0x31c3)
  for (const key of ['s:{web1}:abc', 'a{}b', 'plain', '{u:7}:fence', 'ü{ß}']) expect(slotOf(key), key).toBe(await cluster.slotOf(key))
})

test('a line of CLUSTER NODES: announced names, slots on their way, nodes without an address', () => {
  const lines = readClusterNodes(`07c 10.0.0.4:6379@16379,redis-cluster-4 slave e7d 0 1426238317239 4 connected
e7d 10.0.0.1:6379@16379,redis-cluster-1 myself,master - 0 0 7 connected 0-5460 5462 [5461->-07c]
6ec :0@0 master,noaddr - 0 0 2 disconnected
f01 ::1:7001@17001 master,fail - 0 0 3 disconnected
`)
  expect(lines.map(({ address, isMaster, of, epoch }) => [address, isMaster, of, epoch])).toEqual([
    ['redis-cluster-4:6379', false, 'e7d', 4],
    ['redis-cluster-1:6379', true, null, 7],
    ['::1:7001', true, null, 3],
  ])
  expect(lines.map(slotCount)).toEqual([0, 5462, 0])
})

test('one server has nobody beside it', () => {
  expect(serversOf(read('redis://127.0.0.1:6379'))).toBeUndefined()
})

test('who does not answer from the start is not known', async () => {
  expect(await serversOf(read('redis+cluster://127.0.0.1:9'))?.(null)).toBeNull()
  expect(await serversOf(read('redis+sentinel://127.0.0.1:9'))?.(null)).toBeNull()
})

test('a cluster: three masters share the slots, each has a copy; one dies, its copy takes over and keeps its sessions', async () => {
  const look = serversOf(read(cluster.url))
  const id = idOf(newToken())
  const before = await look?.(id)
  expect(before?.servers.map(({ reached }) => reached)).toEqual(Array(6).fill(true))
  const masters = before?.servers.filter(({ role }) => role === 'master') ?? []
  expect(masters.reduce((sum, { slots }) => sum + (slots ?? 0), 0)).toBe(16_384)
  expect(new Set(before?.servers.flatMap(({ of }) => of ?? []))).toEqual(new Set(masters.map(({ address }) => address)))
  const keeper = await cluster.masterOf(slotOf(sessionKey(id)))
  expect(before).toMatchObject({ keeper: keeper.name, failovers: 0 })
  expect((await look?.(null))?.keeper).toBeNull()
  await keeper.kill()
  await vi.waitFor(
    async () => {
      const after = await look?.(id)
      const found = after?.servers.find(({ address }) => address === after.keeper)
      expect([found?.role, found?.reached, found?.address === keeper.name]).toEqual(['master', true, false])
      expect(after?.servers.filter(({ reached }) => !reached).map(({ address }) => address)).toEqual([keeper.name])
      expect(after?.failovers).toBeGreaterThan(0)
    },
    { timeout: 20_000, interval: 200 },
  )
  keeper.start()
  await vi.waitFor(
    async () =>
      expect((await look?.(id))?.servers.find(({ address }) => address === keeper.name)).toMatchObject({ reached: true, role: 'replica' }),
    { timeout: 20_000, interval: 200 },
  )
}, 60_000)

test('servers are asked by the ways that are given for their addresses, and nobody is reached when those are closed', async () => {
  const proxies = await Promise.all(cluster.nodes.map(({ port }) => startLinkProxy({ target: { host: '127.0.0.1', port } })))
  const via = new Map(cluster.nodes.map(({ name }, i) => [name, { host: '127.0.0.1', port: proxies[i]?.port ?? 0 }]))
  const look = serversOf(read(cluster.url), via)
  expect((await look?.(null))?.servers.every(({ reached }) => reached)).toBe(true)
  for (const proxy of proxies) proxy.set({ isRefused: true, isHeld: false, delayMs: 0 })
  await vi.waitFor(async () => expect((await look?.(null))?.servers.map(({ reached }) => reached)).toEqual(Array(6).fill(false)), {
    timeout: 10_000,
  })
  await Promise.all(proxies.map((proxy) => proxy.close()))
})
