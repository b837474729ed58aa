import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SessionStore } from '../session'
import { openRedisStore } from '../stores/redis'
import { add, change, LONG } from '../stores/redis/outage-kit'
import { startTestServer, type TestServer } from '../stores/redis/test-server'
import { openSlowWay, type SlowWay } from '../testing/way'
import { newToken } from '../token'
import { guardedStore } from './guarded-store'
import { expectRefusedAtOnce, FIRST_MS, refusal, untilBack, untilFound } from './testing'

let server: TestServer
let way: SlowWay
let store: SessionStore
beforeEach(async () => {
  vi.spyOn(console, 'error')
  server = await startTestServer('--appendonly', 'yes', '--maxmemory-policy', 'noeviction')
  way = await openSlowWay(server.port)
  store = guardedStore(openRedisStore(`redis://127.0.0.1:${way.port}`))
})
afterEach(async () => {
  await store.close()
  await way.close()
  await server.remove()
  expect(console.error).not.toHaveBeenCalled()
})

const outages: Record<string, { begin: () => Promise<void> | void; end: () => Promise<void> | void }> = {
  killed: { begin: () => server.kill(), end: () => server.start() },
  frozen: { begin: () => server.freeze(), end: () => server.thaw() },
  slow: {
    begin: () => {
      way.delayMs = 700
    },
    end: () => {
      way.delayMs = 0
    },
  },
}

describe.each(Object.entries(outages))('a Redis that is %s', (what, { begin, end }) => {
  test('costs the first calls one time-out and the others nothing, and is found again by itself', async () => {
    const { token } = await store.create({ change: change(add), lifetime: LONG })
    await begin()
    const first = await Promise.all(Array.from({ length: 20 }, () => refusal(store.read(token))))
    for (const { ms } of first) expect(ms).toBeLessThan(FIRST_MS)
    // Where those only lost their connections, the next ones find that there is no other.
    await untilFound(store)
    expect(store.outage?.()).toMatchObject({ isAway: true, forMs: expect.any(Number), opened: 1 })
    await expectRefusedAtOnce(store, what === 'slow' ? 1000 : 300)
    const { opened, rejected, probes } = store.outage?.() ?? {}
    expect([opened, Number(rejected) >= 100, Number(probes) >= 1], `${rejected} rejected, ${probes} probes`).toEqual([1, true, true])
    await end()
    await untilBack(store)
    expect(await store.read(token)).toMatchObject({ version: 1, attributes: { 'cart:p1': 1 } })
    expect(store.outage?.()).toMatchObject({ isAway: false, forMs: null })
  })
})

test('a Redis that refuses is not away: others are served', async () => {
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  await server.inspect.config('SET', 'maxmemory', '1')
  for (let i = 0; i < 3; i++) expect((await refusal(store.change(token, change(add)))).error).toMatchObject({ isPlaceAway: false })
  expect(await store.read(token)).toMatchObject({ version: 1 })
  expect(store.outage?.()).toMatchObject({ isAway: false, opened: 0, probes: 0 })
})

test('a connection that breaks refuses nobody but whose call was under way', async () => {
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  await Promise.all(Array.from({ length: 5 }, () => store.read(token)))
  const underWay = store.read(token).catch(() => null)
  await server.inspect.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  await underWay
  expect(await store.read(token)).toMatchObject({ version: 1 })
  expect(store.outage?.()).toMatchObject({ opened: 0, rejected: 0 })
})

test('nothing runs after it was closed in an outage', async () => {
  await server.kill()
  await refusal(store.read(newToken()))
  expect(store.outage?.().isAway).toBe(true)
  await store.close()
  const { probes } = store.outage?.() ?? {}
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(store.outage?.()).toMatchObject({ isAway: false, probes })
  await expect(store.read(newToken())).rejects.toThrow('closed')
  expect(await store.ready()).toBe(false)
})
