import { afterEach, expect, test } from 'vitest'
import { openWay, type Way } from '../../testing/way'
import { openRedisStore } from '../redis'
import { AT_ONCE, add, aToken, change, expectOutage, LONG, SECOND } from './outage-kit'
import { startTestSentinel, type TestSentinel } from './test-sentinel'
import { eventually } from './test-server'

const NODES = ['redis-1', 'redis-2', 'redis-3', 'sentinel-1', 'sentinel-2', 'sentinel-3']
let servers: TestSentinel
let ways: readonly (readonly [name: string, way: Way])[] = []
afterEach(async () => {
  for (const [, way] of ways) await way.close()
  await servers.remove()
})

test('with a password, and by other ways than the announced ones: nothing goes past them', async () => {
  servers = await startTestSentinel({ password: 'p@ss:word' })
  ways = await Promise.all(NODES.map(async (name) => [name, await openWay(servers.node(name))] as const))
  const via = new Map(ways.map(([name, { host, port }]) => [`127.0.0.1:${servers.node(name).port}`, { host, port }]))
  const store = openRedisStore(servers.url, { via })
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  await store.change(token, { ...change(add), durable: true })
  expect(await store.read(token)).toMatchObject({ version: 2 })
  const used = () => ways.filter(([, { passages }]) => passages.size > 0).map(([name]) => name)
  const wanted = [await servers.master(), 'sentinel-1', 'sentinel-2', 'sentinel-3']
  await eventually(async () => expect(used()).toEqual(wanted))
  for (const [, way] of ways) await way.close()
  await expectOutage(store, aToken, SECOND)
  await expectOutage(store, aToken, AT_ONCE)
  await store.close()
})

test('the wrong password is an outage that says so', async () => {
  servers = await startTestSentinel({ password: 'right' })
  const store = openRedisStore(servers.url.replace('right', 'wrong'))
  await expect(store.read(aToken)).rejects.toThrow(/WRONGPASS/)
  await store.close()
})
