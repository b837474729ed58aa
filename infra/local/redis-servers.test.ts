import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { askRedis, type RedisReply } from './ask-redis'
import type { Child } from './child'
import {
  configureRedisServers,
  planRedisServers,
  type RedisServer,
  startRedisServer,
  untilReplicating,
  untilServing,
} from './redis-servers'
import { lastMaster } from './sentinel-files'
import type { RedisMode } from './session-stores'
import { untilWatched } from './until-watched'

const cleanUp: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const each of cleanUp) await each()
})

/** A set of servers as a stack starts it, on other ports at each start. */
function redisSet(mode: RedisMode) {
  const directory = mkdtempSync(path.join(tmpdir(), 'hopcart-redis-'))
  const running = new Map<string, Child>()
  let servers: RedisServer[] = []
  const serverOf = (name: string) => servers.find((each) => each.name === name) as RedisServer
  const start = (name: string) => startRedisServer({ directory, server: serverOf(name), onStart: (child) => running.set(name, child) })
  const namesOf = (sentinels: boolean) => servers.flatMap(({ name, kind }) => ((kind === 'sentinel') === sentinels ? name : []))
  const ask = (name: string, ...command: string[]) => askRedis({ host: '127.0.0.1', port: serverOf(name).port }, command)
  const nameOf = (port: RedisReply | undefined) => servers.find((each) => String(each.port) === port)?.name
  const stopAll = async (signal: NodeJS.Signals) => void (await Promise.all([...running.values()].map((each) => each.stop(signal, 5_000))))
  cleanUp.push(async () => {
    await stopAll('SIGKILL')
    rmSync(directory, { recursive: true, force: true })
  })
  return {
    directory,
    ask,
    start,
    stopAll,
    kill: async (name: string) => void (await running.get(name)?.stop('SIGKILL', 0)),
    namesOf,
    addressesOf: (names: readonly string[]) => names.map((name) => ({ host: '127.0.0.1', port: serverOf(name).port })),
    async startAll() {
      servers = await planRedisServers([mode])
      configureRedisServers(directory, servers)
      await Promise.all(namesOf(false).map(start))
      await untilReplicating(servers)
      await Promise.all(namesOf(true).map(start))
      await untilServing(servers)
    },
    /** Who is the master for one Sentinel. */
    async masterFor(sentinel: string) {
      const told = (await ask(sentinel, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'mymaster')) as RedisReply[]
      return nameOf(told[1]) ?? ''
    },
    /** Who keeps slot 0 for one node. */
    async keeperFor(node: string) {
      const ranges = (await ask(node, 'CLUSTER', 'SLOTS')) as [string, string, [string, string]][]
      return nameOf(ranges.find(([first]) => first === '0')?.[2][1]) ?? ''
    },
  }
}

const until = (check: () => Promise<unknown>) => vi.waitUntil(() => check().catch(() => null), { timeout: 15_000, interval: 20 })
const isOther = (names: readonly string[], than: string) => new Set(names).size === 1 && names[0] !== than && names[0] !== ''

// They mostly wait for time-outs of Redis: side by side.
describe.concurrent('what a new master has acknowledged is there after a restart on other ports, and that one is the master again', () => {
  test('redis-ha', async ({ expect }) => {
    const { directory, ask, startAll, stopAll, kill, masterFor, namesOf } = redisSet('redis-ha')
    await startAll()
    expect(await masterFor('sentinel-3')).toBe('redis-ha-1')
    expect(await ask('redis-ha-1', 'SET', 'before', '1')).toBe('OK')
    await kill('redis-ha-1')
    await until(async () => isOther(await Promise.all(namesOf(true).map(masterFor)), 'redis-ha-1'))
    const master = await masterFor('sentinel-1')
    await until(() => ask(master, 'SET', 'after', '2')) // when its replica follows it
    await stopAll('SIGKILL') // at once, as a machine that is switched off
    expect(lastMaster(directory)).toBe(master)

    await startAll()
    expect(await masterFor('sentinel-2')).toBe(master)
    for (const name of ['redis-ha-1', master]) expect(await ask(name, 'MGET', 'before', 'after'), name).toEqual(['1', '2'])
  })

  test('redis-cluster', async ({ expect }) => {
    const { directory, ask, startAll, stopAll, kill, keeperFor, namesOf } = redisSet('redis-cluster')
    await startAll()
    // Another one of the first three has no slots any more: what is cut up at the beginning is not cut up again.
    expect(await ask('redis-cluster-5', 'CLUSTER', 'FAILOVER')).toBe('OK')
    await until(async () => String(await ask('redis-cluster-2', 'ROLE')).startsWith('slave'))
    const first = await keeperFor('redis-cluster-6')
    expect(await ask(first, 'SET', '{3560}before', '1'), 'that tag is in slot 0').toBe('OK')
    await kill(first)
    const others = namesOf(false).filter((name) => name !== first)
    await until(async () => isOther(await Promise.all(others.map(keeperFor)), first))
    const master = await keeperFor(others[0] as string)
    await until(() => ask(master, 'SET', '{3560}after', '2'))
    await stopAll('SIGKILL')

    await startAll()
    for (const name of namesOf(false)) expect(await keeperFor(name), `by ${name}`).toBe(master)
    expect(await ask(master, 'MGET', '{3560}before', '{3560}after')).toEqual(['1', '2'])
    expect(await ask(first, 'ROLE')).toContain('slave')

    // One that has lost its files is a new one: its copy takes its place, which it is to keep through the next start too.
    await stopAll('SIGTERM')
    rmSync(path.join(directory, master), { recursive: true })
    await startAll()
    expect(await ask(first, 'MGET', '{3560}before', '{3560}after')).toEqual(['1', '2'])
    expect(await ask(master, 'ROLE')).toContain('slave')
  })
})

test.concurrent('a replica that is started again is one still, and a master that has none any more refuses changes', async ({
  expect: its,
}) => {
  const { ask, start, startAll, kill, addressesOf, namesOf } = redisSet('redis-ha')
  await startAll()
  await kill('redis-ha-2')
  await start('redis-ha-2')
  its(await ask('redis-ha-2', 'ROLE')).toContain('slave')
  for (const name of ['redis-ha-2', 'redis-ha-3']) await kill(name)
  const refuses = (error: Error) => error.message.startsWith('NOREPLICAS')
  await until(() => ask('redis-ha-1', 'SET', 'alone', '1').then(() => false, refuses))
  const notYet = untilWatched(addressesOf(namesOf(true)), { replicas: 2, withinMs: 0 })
  await its(notYet, 'a stack is not ready with it').rejects.toMatchObject({ cause: { message: its.stringMatching(/^0 of 2 replicas/) } })
})

test('of servers that were never there, none was the master', () => {
  expect(lastMaster('/nowhere')).toBeNull()
})
