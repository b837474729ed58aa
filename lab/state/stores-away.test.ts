import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { freePort } from '@/infra/local/free-port'
import type { OpenStores } from '@/sessions/open-store'
import { MemberProcess } from '@/sessions/stores/cluster/testing/cluster-processes'
import { startTestServer, type TestServer } from '@/sessions/stores/redis/test-server'
import { onTestDatabase } from '@/shop/testing'
import { healthHere } from './health'
import { labCall } from './internal-call'
import { labState } from './lab-state'
import { openReplicas } from './testing'

let redis: TestServer
let replicas: OpenStores[]
beforeAll(async () => {
  onTestDatabase()
  redis = await startTestServer()
  replicas = await openReplicas(1, { redisUrl: redis.url })
})
afterAll(async () => {
  redis.thaw()
  await Promise.all(replicas.map((stores) => stores.close()))
  await redis.remove()
})

const first = () => replicas[0] as OpenStores
const healthy = { stores: { redis: true, postgres: true }, lost: 0, isWhole: true }

test.each(['frozen', 'gone'])('a Redis that is %s is told as unreachable, and nobody fails or waits for it', async (how) => {
  const { token, session } = await first()
    .storeFor('redis')
    .create({ change: { id: 'made', steps: [] }, lifetime: { idleMs: 3_600_000, absoluteMs: 3_600_000 } })
  await vi.waitFor(async () => expect(await healthHere(first())).toEqual(healthy), { timeout: 10_000 })
  if (how === 'frozen') redis.freeze()
  else await redis.kill()
  const asked = { mode: 'redis', token, id: session.id, ids: [], visitor: null, since: null } as const
  const { stores, xray } = await labState(asked, first(), async () => [])
  expect(stores[0]).toEqual({ store: 'redis', reached: false, sessions: null, memoryBytes: null, ms: null, set: null })
  expect(stores[1]).toMatchObject({ store: 'postgres', reached: true })
  expect(xray.views.map(({ place, state, session }) => [place, state, session])).toEqual([
    [{ replica: 'web-1' }, 'unreachable', null],
    [{ store: 'redis' }, 'unreachable', null],
  ])
  expect(await labCall({ do: 'health' }, first())).toEqual({ stores: { redis: false, postgres: true }, lost: 0, isWhole: false })
  if (how === 'frozen') redis.thaw()
  else await redis.start()
  await vi.waitFor(async () => expect(await healthHere(first())).toEqual(healthy), { timeout: 10_000 })
})

test('who misses a member is not whole until it is back', async () => {
  const peer = `127.0.0.1:${await freePort()}`
  const start = () => MemberProcess.start([peer], 0, { design: 'replicated' })
  const [stores] = await openReplicas(1, { peer })
  if (!stores) throw new Error('one was opened')
  const members = () => stores.clusters.get('replicated')?.counters().members
  let member = start()
  await vi.waitFor(() => expect(members()).toBe(2), { timeout: 15_000 })
  expect(await healthHere(stores)).toEqual(healthy)
  await member.kill()
  await vi.waitFor(async () => expect(await healthHere(stores)).toEqual({ ...healthy, lost: 1, isWhole: false }), { timeout: 15_000 })
  member = start()
  await vi.waitFor(async () => expect([members(), await healthHere(stores)]).toEqual([2, healthy]), { timeout: 15_000 })
  await Promise.all([member.kill(), stores.close()])
})

test('an internal call that is none is refused, and outside the lab there is none', async () => {
  const look = { do: 'look', mode: 'redis', id: null, visitor: null, after: { boot: '0', requests: 0, frames: 0 } }
  expect(await labCall(look, first())).toMatchObject({ status: { sessions: expect.anything() }, views: [] })
  for (const wrong of [{}, { do: 'crash' }, { ...look, mode: 'nonsense' }, { ...look, after: null }])
    await expect(labCall(wrong, first()), JSON.stringify(wrong)).rejects.toMatchObject({ status: 422 })
  const { openStores } = await import('@/sessions/open-store')
  const memory = openStores('memory:', { DATABASE_URL: inject('databaseUrl') })
  for (const body of [look, { do: 'health' }]) await expect(labCall(body, memory)).rejects.toMatchObject({ status: 404 })
})
