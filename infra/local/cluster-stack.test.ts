import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Stack, startStack } from './stack'

/** Stands in for the shop, and tells its environment. */
const SERVER = fileURLToPath(new URL('testing/server.mjs', import.meta.url))

let dataDir: string
let stack: Stack
beforeAll(async () => {
  process.env.CLUSTER_PEERS = 'elsewhere.example:7600'
  process.env.CLUSTER_VIA = 'elsewhere.example:1'
  dataDir = mkdtempSync(path.join(tmpdir(), 'hopcart-stack-'))
  stack = await startStack({ dataDir, server: SERVER, mode: 'primary-backup', demo: false })
}, 120_000)
afterAll(async () => {
  delete process.env.CLUSTER_PEERS
  delete process.env.CLUSTER_VIA
  await stack?.stop()
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

type Told = Partial<Record<'REDIS_URL' | 'CLUSTER_VIA', string>> &
  Record<'SESSION_STORE' | 'CLUSTER_PEERS' | 'CLUSTER_LISTEN' | 'CLUSTER_SECRET', string>
const told = async (address: string) => (await (await fetch(address, { headers: { connection: 'close' } })).json()) as Told
const settings = () => Promise.all(stack.state().replicas.map(({ address }) => told(address)))

test('replicas that keep sessions among themselves get the same secret and list, and a port each; no Redis is started', async () => {
  expect(stack.state().redis).toBeNull()
  const all = await settings()
  const listening = all.map(({ CLUSTER_LISTEN }) => CLUSTER_LISTEN)
  expect(new Set(listening).size).toBe(3)
  for (const each of all) {
    expect(each).toMatchObject({
      SESSION_STORE: 'primary-backup:',
      CLUSTER_PEERS: listening.join(','),
      CLUSTER_SECRET: all[0]?.CLUSTER_SECRET,
    })
    expect(each.CLUSTER_SECRET).toMatch(/^[\w-]{43}$/)
    expect([each.REDIS_URL, each.CLUSTER_VIA]).toEqual([undefined, undefined])
  }
})

test('a replica that is started again keeps its port', async () => {
  const before = await settings()
  const pid = () => stack.state().replicas[1]?.pid
  const dead = pid()
  stack.kill('web-2')
  await vi.waitUntil(() => pid() && pid() !== dead, { timeout: 15_000, interval: 20 })
  await vi.waitUntil(async () => (await settings().catch(() => [])).length === 3, { timeout: 15_000, interval: 50 })
  expect(await settings()).toEqual(before)
})
