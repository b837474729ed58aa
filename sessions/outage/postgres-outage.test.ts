import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrateDeploy } from '../../prisma/migrate-deploy'
import type { SessionStore } from '../session'
import { openPostgresStore } from '../stores/postgres'
import { startTestServer, type TestServer } from '../stores/postgres/test-server'
import { add, change, LONG } from '../stores/postgres/testing'
import { openSlowWay, type SlowWay } from '../testing/way'
import { guardedStore } from './guarded-store'
import { expectRefusedAtOnce, FIRST_MS, refusal, untilBack, untilFound } from './testing'

let server: TestServer
let way: SlowWay
let store: SessionStore
beforeAll(async () => {
  server = await startTestServer()
  await migrateDeploy(server.url)
  const url = new URL(server.url)
  way = await openSlowWay(Number(url.port))
})
afterAll(async () => {
  await way?.close()
  await server?.remove()
})
beforeEach(() => {
  const url = new URL(server.url)
  url.port = String(way.port)
  store = guardedStore(openPostgresStore(url.href, { max: 4 }))
})
afterEach(async () => {
  way.delayMs = 0
  server.thaw()
  await store.close()
})

const outages: Record<string, { begin: () => Promise<void> | void; end: () => Promise<void> | void }> = {
  killed: { begin: () => server.stop('SIGQUIT'), end: () => server.start() },
  frozen: { begin: () => server.freeze(), end: () => server.thaw() },
  slow: {
    begin: () => {
      way.delayMs = 1300
    },
    end: () => {
      way.delayMs = 0
    },
  },
}

describe.each(Object.entries(outages))('a Postgres that is %s', (what, { begin, end }) => {
  test('costs the first calls one time-out, also those that wait for a connection, and the others nothing; it is found again by itself', async () => {
    const { token } = await store.create({ change: change(add('cart:p1')), lifetime: LONG })
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
  })
})

test('a busy pool, a locked session and a connection that breaks are no outage', async () => {
  const { token, session } = await store.create({ change: change(add('cart:p1')), lifetime: LONG })
  const { token: other } = await store.create({ change: change(add('cart:p1')), lifetime: LONG })
  const locked = server.ask(`BEGIN; SELECT id FROM session WHERE id = '${session.id}' FOR UPDATE; SELECT pg_sleep(1.5); COMMIT`)
  await expect.poll(() => server.ask("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")).toHaveLength(1)
  // Nobody else asks meanwhile: this call is the only one from which Postgres could be heard.
  expect((await refusal(store.change(token, change(add('cart:p1'))))).error).toMatchObject({ isPlaceAway: false })
  const reads = Array.from({ length: 400 }, () => store.read(other))
  expect((await Promise.all(reads)).every((read) => read?.version === 1)).toBe(true)
  await server.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hopcart-sessions'")
  await Promise.allSettled(Array.from({ length: 4 }, () => store.read(other)))
  expect(await store.read(other)).toMatchObject({ version: 1 })
  await locked
  expect(store.outage?.()).toMatchObject({ opened: 0, rejected: 0, probes: 0 })
})
