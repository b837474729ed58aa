import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../../infra/local/free-port'
import { migrateDeploy } from '../../../prisma/migrate-deploy'
import { StoreUnavailable } from '../../errors'
import type { Change, SessionStore } from '../../session'
import { newToken } from '../../token'
import { startTestServer, type TestServer } from './test-server'
import { failure, LONG, storeOpener } from './testing'

const lifetime = LONG
const once = (id: string): Change => ({ id, steps: [{ add: 'cart:p1', by: 1, max: 5 }] })

let server: TestServer
const open = storeOpener()
beforeAll(async () => {
  server = await startTestServer()
  await migrateDeploy(server.url)
})
afterEach(() => server.thaw())
afterAll(() => server?.remove())

/** Repeats a call until it answers, as a client would; fails after `patienceMs`. */
async function recovered<T>(call: () => Promise<T>, patienceMs: number): Promise<T> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await sleep(50)
    }
  }
}

const calls: Record<string, (store: SessionStore) => Promise<unknown>> = {
  create: (store) => store.create({ change: once('c1'), lifetime }),
  read: (store) => store.read(newToken()),
  peek: (store) => store.peek(newToken()),
  change: (store) => store.change(newToken(), once('c1')),
  fence: (store) => store.fence('u'),
  renew: (store) => store.renew(newToken(), { userId: 'u', fence: '0', steps: [], lifetime, grace: 'full' }),
  end: (store) => store.end(newToken()),
  list: (store) => store.list('u'),
  endAll: (store) => store.endAll('u'),
}

describe('nobody listens', () => {
  test.each(Object.entries(calls))('%s says so at once', async (operation, call) => {
    const { error, ms } = await failure(call(open(`postgres://u:s3cret@127.0.0.1:${await freePort()}/db`)))
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(error).toMatchObject({ store: 'postgres', operation, cause: { code: 'ECONNREFUSED' } })
    expect(String(error)).not.toContain('s3cret')
    expect(ms).toBeLessThan(1000)
  })

  test('it is not ready, and closes', async () => {
    const store = open(`postgres://u:p@127.0.0.1:${await freePort()}/db`)
    expect(await store.ready()).toBe(false)
    await store.close()
  })
})

describe.each(['SIGINT', 'SIGQUIT'] as const)('Postgres is restarted by %s', (signal) => {
  test('calls fail fast meanwhile and work again by themselves; nothing is lost, nothing is doubled', async () => {
    const store = open(server.url)
    const { token } = await store.create({ change: once('c1'), lifetime })
    const before = await Promise.all(['c2', 'c3', 'c4'].map((id) => store.change(token, once(id))))
    expect(before.every((answer) => answer !== null)).toBe(true)
    const underWay = Promise.all(Array.from({ length: 50 }, () => failure(store.change(token, once('c5')))))
    await server.stop(signal)
    for (const { error, ms } of await underWay) {
      if (error instanceof Error) expect(error).toBeInstanceOf(StoreUnavailable)
      expect(ms).toBeLessThan(3000)
    }
    const away = await failure(store.read(token))
    expect(away.error).toBeInstanceOf(StoreUnavailable)
    expect(away.ms).toBeLessThan(500)
    expect(await store.ready()).toBe(false)
    await server.start()
    await recovered(() => store.change(token, once('c5')), 3000)
    expect(await store.read(token)).toMatchObject({ version: 5, attributes: { 'cart:p1': 5 } })
    expect(await store.ready()).toBe(true)
  }, 60_000)
})

describe('Postgres hangs', () => {
  test('the first calls give up together after one time-out, also those that wait for a connection, and it recovers', async () => {
    const store = open(server.url, { max: 3 })
    const { token } = await store.create({ change: once('c1'), lifetime })
    await server.freeze()
    const first = await Promise.all(Array.from({ length: 12 }, () => failure(store.change(token, once('c2')))))
    for (const { error, ms } of first) {
      expect(error).toMatchObject({ name: 'StoreUnavailable', isPlaceAway: true })
      expect(ms).toBeLessThan(3000) // one second, and a busy machine
    }
    server.thaw()
    await recovered(() => store.change(token, once('c2')), 4000)
    expect(await store.read(token)).toMatchObject({ version: 2, attributes: { 'cart:p1': 2 } })
  }, 60_000)

  test('a process that stood still does not blame Postgres', async () => {
    const store = open(server.url)
    const { token } = await store.create({ change: once('c1'), lifetime })
    const calls = Array.from({ length: 20 }, () => store.read(token))
    await new Promise((resolve) => setImmediate(resolve))
    for (const end = Date.now() + 1300; Date.now() < end; );
    for (const read of await Promise.all(calls)) expect(read).toMatchObject({ version: 1 })
  })

  test('a new store gives up connecting in time, and both close in time', async () => {
    const [used, fresh] = [open(server.url), open(server.url)]
    await used.fence('u')
    await server.freeze()
    const { error, ms } = await failure(fresh.fence('u'))
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(ms).toBeLessThan(3500)
    const start = performance.now()
    await Promise.all([used.close(), fresh.close(), used.close()])
    expect(performance.now() - start).toBeLessThan(2500)
  }, 60_000)
})
