import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Fault, FaultOrder } from '../../lab/contract'
import { mergedFaults } from '../../lab/faults/merged-faults'
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

type Told = Record<'REDIS_URL' | 'DATABASE_URL' | 'SESSION_DATABASE_URL' | 'CLUSTER_VIA' | 'LAB_SUPERVISORS', string>
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
