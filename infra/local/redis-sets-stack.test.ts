import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { askRedis } from './ask-redis'
import { commandOf } from './foreign-process'
import { pongs } from './redis'
import { type Stack, startStack } from './stack'
import { readState } from './stack-state'

/** Stands in for the shop, and tells its environment. */
const SERVER = fileURLToPath(new URL('testing/server.mjs', import.meta.url))

let dataDir: string
let stack: Stack
const steps: string[] = []
beforeAll(async () => {
  process.env.REDIS_HA_URL = 'redis+sentinel://elsewhere.example'
  dataDir = mkdtempSync(path.join(tmpdir(), 'hopcart-stack-'))
  const step = <T>(doing: string, run: () => Promise<T>) => {
    steps.push(doing)
    return run()
  }
  stack = await startStack({ dataDir, server: SERVER, mode: 'redis-ha', demo: false, progress: { step, say: () => {} } })
}, 120_000)
afterAll(async () => {
  delete process.env.REDIS_HA_URL
  await stack?.stop()
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

const node = (name: string) => stack.state().redisNodes.find((each) => each.name === name)
const portOf = (name: string) => node(name)?.port ?? 0

test('all six run, are written down, and the replicas know the Sentinels', async () => {
  expect(steps[0]).toBe('Starting Postgres and Redis with Sentinel (6)')
  const { redis, redisNodes } = stack.state()
  expect(redis).toBeNull()
  expect(readState(dataDir)?.redisNodes).toEqual(redisNodes)
  expect(redisNodes.map(({ name, role }) => `${name} ${role}`)).toEqual([
    ...['redis-ha-1 redis', 'redis-ha-2 redis', 'redis-ha-3 redis'],
    ...['sentinel-1 sentinel', 'sentinel-2 sentinel', 'sentinel-3 sentinel'],
  ])
  for (const { pid } of redisNodes) expect(commandOf(pid ?? 0)).toContain('redis-server')
  const sentinels = redisNodes.filter(({ role }) => role === 'sentinel').map(({ port }) => `127.0.0.1:${port}`)
  const told = await (await fetch(stack.url)).json()
  const url = `redis+sentinel://${sentinels.join(',')}`
  expect(told).toMatchObject({ SESSION_STORE: url, REDIS_HA_URL: url })
})

test.each(['redis-ha-2', 'sentinel-1'])('%s is started again when it dies, and is what it was', async (name) => {
  const before = node(name)?.pid ?? 0
  stack.kill(name)
  await vi.waitUntil(() => node(name)?.pid && node(name)?.pid !== before, { timeout: 15_000, interval: 20 })
  await vi.waitUntil(() => pongs(portOf(name)), { timeout: 15_000, interval: 20 })
  const [role, master] = (await askRedis({ host: '127.0.0.1', port: portOf(name) }, ['ROLE'])) as readonly string[]
  expect([role, master]).toEqual(name === 'sentinel-1' ? ['sentinel', ['mymaster']] : ['slave', '127.0.0.1'])
})

test('a master that is taken down stays down, and another one takes over', async () => {
  await stack.takeDown('redis-ha-1')
  const sentinel = { host: '127.0.0.1', port: portOf('sentinel-2') }
  const master = async () => ((await askRedis(sentinel, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'mymaster'])) as string[])[1]
  await vi.waitUntil(async () => (await master()) !== `${portOf('redis-ha-1')}`, { timeout: 15_000, interval: 50 })
  expect(node('redis-ha-1')?.pid).toBeNull()
  await stack.bringBack('redis-ha-1')
  expect(await pongs(portOf('redis-ha-1'))).toBe(true)
})

test('stopping leaves nothing behind', async () => {
  const pids = stack.state().redisNodes.map(({ pid }) => pid ?? 0)
  await stack.stop()
  expect(pids.map(commandOf)).toEqual(Array(6).fill(null))
}, 30_000)
