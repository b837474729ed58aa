import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SessionStore } from '../../session'
import { fenceKey, indexKey } from './keys'
import { RedisLink } from './link'
import { add, change, LONG, open } from './outage-kit'
import { SCRIPTS } from './scripts'
import { readRedisUrl } from './servers'
import { startTestSentinel, type TestSentinel } from './test-sentinel'
import { eventually } from './test-server'

let servers: TestSentinel
let store: SessionStore
beforeEach(async () => {
  servers = await startTestSentinel()
  store = open(servers.url)
})
afterEach(() => servers.remove())

const sure = () => ({ ...change(add), durable: true })
const renewal = (fence: string) => ({ userId: 'ann', fence, steps: [], lifetime: LONG, grace: 'powerless' }) as const

test('what a failover must not undo waits for a copy, on a connection of its own; the rest does not wait', async () => {
  const { inspect } = servers.node(await servers.master())
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  const own = await store.create({ change: sure(), lifetime: LONG, userId: 'ann', fence: '0' })
  const waits = async (call: () => Promise<unknown>) => {
    const count = async () => Number(/cmdstat_wait:calls=(\d+)/.exec(await inspect.info('commandstats'))?.[1] ?? 0)
    const before = await count()
    await call()
    return (await count()) - before
  }
  expect(await waits(() => store.create({ change: change(add), lifetime: LONG }))).toBe(0)
  expect(await waits(() => store.change(token, change(add)))).toBe(0)
  expect(await waits(() => store.read(token))).toBe(0)
  expect(await waits(() => store.list('ann'))).toBe(0)
  expect(await waits(() => store.create({ change: change(add), lifetime: LONG, userId: 'ann', fence: '0' }))).toBe(1)
  expect(await waits(() => store.change(token, sure()))).toBe(1)
  expect(await waits(() => store.renew(token, renewal('0')))).toBe(1)
  expect(await waits(() => store.end(own.token))).toBe(1)
  expect(await waits(() => store.endAll('ann'))).toBe(1)
})

test('without a copy in time it is unavailable, also when repeated by another replica, and reads do not wait behind it', async () => {
  const other = open(servers.url)
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  // Both have the connections that they need.
  for (const each of [store, other]) await each.change(token, sure())
  const replicas = await servers.replicas()
  for (const name of replicas) servers.node(name).freeze()
  const one = sure()
  let waiting = true
  const first = expect(store.change(token, one)).rejects.toMatchObject({
    message: expect.stringMatching(/no copy has it/),
    isPlaceAway: false,
  })
  first.finally(() => {
    waiting = false
  })
  for (let i = 0; i < 5; i++) await store.read(token)
  expect(waiting).toBe(true)
  await first
  await expect(other.change(token, one)).rejects.toThrow(/no copy has it/)
  for (const name of replicas) servers.node(name).thaw()
  await eventually(() => other.change(token, one))
  expect(await store.read(token)).toMatchObject({ attributes: { 'cart:p1': 4 } })
})

test('without any copy there is nothing to wait for, where the server takes writes then', async () => {
  const { inspect } = servers.node(await servers.master())
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  for (const name of await servers.replicas()) await servers.node(name).kill()
  await eventually(() => expect(store.change(token, sure())).rejects.toThrow(/NOREPLICAS/))
  await inspect.config('SET', 'min-replicas-to-write', '0')
  // One more than before: a try may have been done before the master noticed.
  const { version = 0 } = (await store.read(token)) ?? {}
  expect(await store.change(token, sure())).toMatchObject({ session: { version: version + 1 } })
})

test('the first durable call of a replica, in a failover that began before, is held as well', async () => {
  const read = readRedisUrl(servers.url)
  if ('problem' in read) throw new Error(read.problem)
  const link = new RedisLink('redis-ha', read.servers)
  const endAll = () => link.script('endAll', SCRIPTS.endAll, [fenceKey('ann'), indexKey('ann')], [0, '', 1000], true)
  try {
    await link.run('ready', null, (redis) => redis.ping())
    // As the Sentinels tell it.
    link.masters()[0]?.emit('failover', true)
    await expect(endAll()).rejects.toMatchObject({ message: expect.stringMatching(/choosing another master/), isPlaceAway: false })
    link.masters()[0]?.emit('failover', false)
    expect(await endAll()).toBe(0)
  } finally {
    await link.close()
  }
})
