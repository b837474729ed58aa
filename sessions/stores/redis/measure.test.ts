import { afterAll, beforeAll, expect, test } from 'vitest'
import { StoreUnavailable } from '../../errors'
import { openRedisStore } from '../redis'
import { eventually, startTestServer, type TestServer } from './test-server'

const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.remove())

test('sessions are counted without their aliases, memory is told; and an outage', async () => {
  const store = openRedisStore(server.url)
  const make = (id: string) => store.create({ change: { id, steps: [{ add: 'cart:p', by: 1 }] }, lifetime: LONG })
  const [made] = await Promise.all(['a', 'b', 'c'].map(make))
  await store.renew(String(made?.token), { userId: 'u', fence: '0', steps: [], lifetime: LONG, grace: 'powerless' })
  expect(await server.inspect.keys('s:*'), 'one is an alias').toHaveLength(4)
  const measured = await store.measure?.()
  expect(measured?.sessions).toBe(3)
  expect(measured?.memoryBytes).toBeGreaterThan(100_000)
  await make('d')
  expect((await store.measure?.())?.sessions, 'kept for a moment').toBe(3)
  await eventually(async () => expect((await store.measure?.())?.sessions).toBe(4))

  await server.kill()
  await eventually(() => expect(store.measure?.()).rejects.toThrow(StoreUnavailable))
  await server.start()
  await eventually(async () => expect((await store.measure?.())?.sessions).toBe(0))
  await store.close()
})

test('where there are many keys, the number is an estimate from a sample', async () => {
  await server.inspect.flushall()
  const fill = server.inspect.pipeline()
  for (let i = 0; i < 20_000; i++) fill.hset(`s:{tag}:${i}`, 'h', '1').set(`a:{tag}:${i}`, '1')
  await fill.exec()
  const store = openRedisStore(server.url)
  await server.inspect.config('RESETSTAT')
  const { sessions } = (await store.measure?.()) ?? { sessions: 0 }
  expect(sessions).toBeGreaterThan(15_000)
  expect(sessions).toBeLessThan(25_000)
  const calls = Number(/cmdstat_hexists:calls=(\d+)/.exec(await server.inspect.info('commandstats'))?.[1])
  expect(calls, 'few are looked at').toBeLessThan(5_000)
  await store.close()
})
