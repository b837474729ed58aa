import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Fault, FaultOrder } from '../../lab/contract'
import { mergedFaults } from '../../lab/faults/merged-faults'
import { readServers } from '../../lab/faults/redis-servers'
import { healFaults, orderFault, supervisorStates } from '../../lab/faults/supervisors'
import { accepts } from './nginx'
import { pongs } from './redis'
import { loadSecrets } from './secrets'
import { SHARED_DATA } from './settings'
import { type Stack, startStack } from './stack'

/** Stands in for the shop, and tells its environment. */
const SERVER = fileURLToPath(new URL('testing/server.mjs', import.meta.url))
const FOREIGN = { LAB_SUPERVISORS: 'elsewhere.example:7700', SESSION_DATABASE_URL: 'postgres://elsewhere.example/shop' }

let dataDir: string
let stack: Stack
let env: Record<string, string>
beforeAll(async () => {
  Object.assign(process.env, FOREIGN)
  dataDir = mkdtempSync(path.join(tmpdir(), 'hopcart-stack-'))
  stack = await startStack({ dataDir, server: SERVER, mode: 'lab', demo: false })
  const { LAB_SUPERVISORS } = await told(0)
  env = { LAB_SUPERVISORS, NEXTAUTH_SECRET: loadSecrets(SHARED_DATA).authSecret }
}, 120_000)
afterAll(async () => {
  for (const name of Object.keys(FOREIGN)) delete process.env[name]
  await stack?.stop()
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

type Told = Record<
  | 'REDIS_VIA'
  | 'REDIS_HA_URL'
  | 'REDIS_CLUSTER_URL'
  | 'LAB_REDIS_SERVERS'
  | 'REDIS_URL'
  | 'DATABASE_URL'
  | 'SESSION_DATABASE_URL'
  | 'CLUSTER_VIA'
  | 'LAB_SUPERVISORS',
  string
>
async function told(index: number): Promise<Told> {
  const response = await fetch(stack.state().replicas[index]?.address ?? '', { headers: { connection: 'close' } })
  return (await response.json()) as Told
}
const until = (check: () => unknown) => vi.waitUntil(check, { timeout: 20_000, interval: 20 })
const give = (order: FaultOrder) => orderFault(order, undefined, env)
const condition = async (name: string) => (await supervisorStates(env)).find(({ replica }) => replica === name)?.condition
const healed = async ({ id }: Fault) => mergedFaults(await supervisorStates(env)).some((each) => each.id === id && each.healedMs !== null)
const portOf = (url: string) => Number(new URL(url).port)

test("replicas' ways to the sessions and to each other lead through their supervisors, the shop's own does not", async () => {
  const { postgres, redis } = stack.state()
  const all = await Promise.all([0, 1, 2].map(told))
  for (const each of all) {
    expect(each.DATABASE_URL).toBe(postgres.url)
    expect(each.REDIS_URL).not.toBe(redis?.url)
    expect(await pongs(portOf(each.REDIS_URL))).toBe(true)
    const client = new pg.Client(each.SESSION_DATABASE_URL)
    await client.connect()
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await client.end()
    expect(await accepts('127.0.0.1', Number(each.CLUSTER_VIA.split(':')[1]))).toBe(true)
  }
  const ports = all.flatMap((each) => [portOf(each.REDIS_URL), portOf(each.SESSION_DATABASE_URL), each.CLUSTER_VIA])
  expect(new Set(ports).size).toBe(9)
  expect(new Set(all.map(({ LAB_SUPERVISORS }) => LAB_SUPERVISORS)).size).toBe(1)
})

test('the supervisors say where their replicas are', async () => {
  const states = await supervisorStates(env)
  expect(states.map(({ replica, internal, condition: how }) => ({ name: replica, address: internal, how }))).toEqual(
    stack.state().replicas.map(({ name, address }) => ({ name, address, how: 'up' })),
  )
  for (const { addresses, internal } of states) expect(`http://${addresses[0]}`).toBe(internal)
})

test('a replica that is crashed stays down, and comes back when it is healed', async () => {
  const fault = await give({ kind: 'crash', replica: 'web-2' })
  expect(await condition('web-2')).toBe('down')
  await new Promise((resolve) => setTimeout(resolve, 500)) // it would have been started again by now
  expect(stack.state().replicas[1]?.pid).toBeNull()
  expect((await fetch(stack.url)).status).toBe(200)
  expect(await healFaults(fault.id, env)).toHaveLength(1)
  await until(() => healed(fault))
  expect(stack.state().replicas[1]?.pid).toBeTruthy()
})

test('one that dies of something else is started again at once; so is one that was paused', async () => {
  await give({ kind: 'pause', replica: 'web-3' })
  for (const index of [0, 2]) {
    const { pid } = stack.state().replicas[index] ?? {}
    process.kill(pid ?? 0, 'SIGKILL')
    await until(() => stack.state().replicas[index]?.pid && stack.state().replicas[index]?.pid !== pid)
  }
  await until(async () => (await supervisorStates(env)).every(({ condition: how }) => how === 'up'))
})

test('a drained one finishes what it has begun; brought back otherwise, the fault is over', async () => {
  const fault = await give({ kind: 'drain', replica: 'web-1' })
  expect(await condition('web-1')).toBe('draining')
  await until(async () => (await condition('web-1')) === 'down')
  await stack.bringBack('web-1')
  await until(() => healed(fault))
})

test('a store that is stopped for the sessions goes on for everybody else', async () => {
  const { REDIS_URL } = await told(0)
  await give({ kind: 'stop-store', store: 'redis' })
  expect(await pongs(portOf(REDIS_URL))).toBe(false)
  expect(await pongs(stack.state().redis?.port ?? 0)).toBe(true)
  await healFaults(undefined, env)
  expect(await pongs(portOf(REDIS_URL))).toBe(true)
})

test('each server of the stores of several has a proxy before it, and a store stops as a whole', async () => {
  const { REDIS_VIA, REDIS_HA_URL, REDIS_CLUSTER_URL, LAB_REDIS_SERVERS } = await told(1)
  const via = new Map(REDIS_VIA.split(',').map((each) => each.split('>') as [string, string]))
  const servers = readServers(LAB_REDIS_SERVERS)
  expect(servers.map(({ name, port }) => `${name} ${port}`)).toEqual(stack.state().redisNodes.map(({ name, port }) => `${name} ${port}`))
  expect([...via.keys()]).toEqual(servers.map(({ port }) => `127.0.0.1:${port}`))
  for (const url of [REDIS_HA_URL, REDIS_CLUSTER_URL])
    for (const address of url.replace(/^.*\/\//, '').split(',')) expect(via.has(address), address).toBe(true)
  const ways = (set: string) =>
    servers.filter((each) => each.set === set).map(({ port }) => portOf(`redis://${via.get(`127.0.0.1:${port}`)}`))
  const answers = async (set: string) => new Set(await Promise.all(ways(set).map(pongs)))
  expect([await answers('redis-ha'), await answers('redis-cluster')]).toEqual([new Set([true]), new Set([true])])
  await give({ kind: 'stop-store', store: 'redis-ha' })
  expect([await answers('redis-ha'), await answers('redis-cluster')]).toEqual([new Set([false]), new Set([true])])
  await healFaults(undefined, env)
  expect(await answers('redis-ha')).toEqual(new Set([true]))
})

test('a master that is crashed stays down while another one takes over, and comes back when it is healed', async () => {
  const server = (name: string) => stack.state().redisNodes.find((each) => each.name === name)
  const sentinel = new Redis(server('sentinel-1')?.port ?? 0, '127.0.0.1', { lazyConnect: true })
  const master = async () => Number(((await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'mymaster')) as string[])[1])
  const { name = '', port = 0 } = stack.state().redisNodes.find(({ name: each }) => each === 'redis-ha-1') ?? {}
  expect(await master()).toBe(port)
  const fault = await give({ kind: 'crash-master', store: 'redis-ha', server: name })
  expect([server(name)?.pid, await pongs(port)]).toEqual([null, false])
  await expect(give({ kind: 'crash-master', store: 'redis-ha', server: name })).rejects.toMatchObject({ status: 409 })
  await until(async () => (await master()) !== port)
  expect(server(name)?.pid, 'held down').toBeNull()
  expect(await healFaults(fault.id, env)).toHaveLength(1)
  await until(() => healed(fault))
  await until(() => pongs(port))
  expect(await master(), 'it is a copy now').not.toBe(port)
  sentinel.disconnect()
})

test('stopping with faults on closes everything', async () => {
  const { REDIS_URL, CLUSTER_VIA } = await told(0)
  await give({ kind: 'pause', replica: 'web-2' })
  await give({ kind: 'crash', replica: 'web-3' })
  await give({ kind: 'cut', between: ['web-1', 'web-2'] })
  await stack.stop()
  const ports = [portOf(REDIS_URL), ...[CLUSTER_VIA, ...(env.LAB_SUPERVISORS ?? '').split(',')].map((each) => Number(each.split(':')[1]))]
  for (const port of ports) expect(await accepts('127.0.0.1', port)).toBe(false)
  expect(stack.state().replicas.map(({ pid }) => pid)).toEqual([null, null, null])
}, 60_000)
