import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../errors'
import { AT_ONCE, add, aToken, change, expectOutage, LONG, open, SECOND, startServer } from './outage-kit'
import { eventually } from './test-server'

test('a refused port: calls fail at once, and the store connects when there is somebody', async () => {
  const server = await startServer()
  await server.kill()
  const store = open(server.url)
  await expectOutage(store, aToken, SECOND)
  await expectOutage(store, aToken, AT_ONCE)
  await server.start()
  await eventually(async () => expect(await store.ready()).toBe(true))
  expect(await store.read(aToken)).toBeNull()
})

test('a killed Redis: calls fail, and after its restart the session is there', async () => {
  const server = await startServer('--appendonly', 'yes')
  const store = open(server.url)
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  await server.kill()
  await expectOutage(store, token, SECOND)
  await expectOutage(store, token, AT_ONCE)
  await server.start()
  expect(await eventually(() => store.read(token))).toMatchObject({ version: 1, attributes: { 'cart:p1': 1 } })
  // The restarted server knows no script.
  await store.change(token, change(add))
  expect(await store.read(token)).toMatchObject({ version: 2, attributes: { 'cart:p1': 2 } })
})

test('calls under way when Redis is killed all end, and what was acknowledged is there afterwards', async () => {
  const server = await startServer('--appendonly', 'yes')
  const store = open(server.url)
  const { token } = await store.create({ change: change(), lifetime: LONG })
  const changes = Array.from({ length: 400 }, (_, i) => change({ set: `cart:p${i}`, value: 1 }, { add: 'cart:count', by: 1 }))
  const killed = sleep(15).then(() => server.kill())
  const outcomes = await Promise.all(
    changes.map(async (one, i) => {
      await sleep(i / 10)
      const started = performance.now()
      const outcome = await store.change(token, one).catch((error: unknown) => error)
      expect(performance.now() - started).toBeLessThan(SECOND)
      return outcome
    }),
  )
  await killed
  const failed = outcomes.filter((outcome) => outcome instanceof Error)
  expect(failed.every((error) => error instanceof StoreUnavailable)).toBe(true)
  expect(failed.length).toBeGreaterThan(0)
  await server.start()
  const after = await eventually(() => store.read(token))
  const lost = outcomes.filter((outcome, i) => !(outcome instanceof Error) && after?.attributes[`cart:p${i}`] !== 1)
  expect(lost).toEqual([])
  // Whoever was told "unavailable" repeats the change, and it counts once.
  for (const one of changes) await store.change(token, one)
  expect(await store.read(token)).toMatchObject({ version: 401, attributes: { 'cart:count': 400 } })
})

test('a frozen Redis: calls fail within a second, then at once; thawed, nothing is lost or doubled', async () => {
  const server = await startServer()
  const store = open(server.url)
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  server.freeze()
  const unknown = change(add)
  await expect(store.change(token, unknown)).rejects.toBeInstanceOf(StoreUnavailable)
  await expectOutage(store, token, AT_ONCE)
  await sleep(1200) // longer than a retry and its time-out: it must not have become slow again
  await expectOutage(store, token, AT_ONCE)
  server.thaw()
  await eventually(() => store.change(token, unknown))
  await store.change(token, unknown)
  expect(await store.read(token)).toMatchObject({ version: 2, attributes: { 'cart:p1': 2 } })
})

test('an address that swallows packets', async () => {
  // TEST-NET-1 (RFC 5737): nobody is there, and routers drop it or say so.
  const store = open('redis://192.0.2.1:6379')
  await expectOutage(store, aToken, SECOND)
  await expectOutage(store, aToken, AT_ONCE)
})

test('a Redis that is frozen at the first call', async () => {
  const server = await startServer()
  server.freeze()
  const store = open(server.url)
  await expectOutage(store, aToken, SECOND)
  await expectOutage(store, aToken, AT_ONCE)
  server.thaw()
  await eventually(async () => expect(await store.read(aToken)).toBeNull())
})
