import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrateDeploy } from '../../../prisma/migrate-deploy'
import { ALIAS_MS, APPLIED_MS, type Change, type Renewal, type SessionStore, type Step } from '../../session'
import { openPostgresStore, type PostgresStoreOptions } from '../postgres'
import { startTestServer, type TestServer } from './test-server'

const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
const change = (...steps: Step[]): Change => ({ id: randomUUID(), steps })
const add = (key: string, by = 1): Step => ({ add: key, by })

let server: TestServer
const opened: SessionStore[] = []
const open = (options?: PostgresStoreOptions) => {
  const store = openPostgresStore(server.url, options)
  opened.push(store)
  return store
}
const renewal = async (store: SessionStore, userId: string, rest: Partial<Renewal> = {}): Promise<Renewal> => ({
  ...{ userId, fence: await store.fence(userId), steps: [], lifetime: LONG, grace: 'full' },
  ...rest,
})

/** Here nothing else uses the server, so that its counters and tables are ours alone. */
beforeAll(async () => {
  server = await startTestServer()
  await server.ask('ALTER SYSTEM SET shared_preload_libraries = pg_stat_statements')
  await server.stop('SIGINT')
  await server.start()
  await server.ask('CREATE EXTENSION pg_stat_statements')
  await migrateDeploy(server.url)
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()))
})
afterAll(() => server?.remove())

const numberOf = async (sql: string, values: unknown[] = []) => Number((await server.ask<{ n: string }>(sql, values))[0]?.n)

describe('every call is one statement', () => {
  const statements = () =>
    numberOf("SELECT coalesce(sum(calls), 0) AS n FROM pg_stat_statements WHERE toplevel AND query ~ 'session_|ping|BEGIN|COMMIT'")

  test('whatever it does', async () => {
    const store = open()
    let offset = 0
    const later = open({ clockOffsetMs: () => offset })
    const userId = `user-${randomUUID()}`
    const count = async <T>(expected: number, call: () => Promise<T>): Promise<T> => {
      const before = await statements()
      const answer = await call()
      expect((await statements()) - before).toBe(expected)
      return answer
    }
    const { token } = await count(1, () => store.create({ change: change(add('cart:p1'), add('cart:p2')), lifetime: LONG }))
    const fence = await count(1, () => store.fence(userId))
    await count(1, () => store.read(token))
    await count(1, () => store.change(token, change(add('cart:p1'), { set: 'note', value: 'x' }, { delete: 'cart:p2' })))
    await expect(count(1, () => store.change(token, change({ add: 'cart:p1', by: 9, max: 5 })))).rejects.toThrow('at most 5')
    const renew = { userId, fence, steps: [add('cart:p3')], lifetime: LONG, maxSessions: 1, grace: 'full' } as const
    const signedIn = await count(1, () => store.renew(token, renew))
    expect(await count(1, () => store.renew(token, renew))).toEqual(signedIn)
    expect(await count(1, () => store.change(token, change(add('cart:p1'))))).toBe('moved')
    const own = await count(1, () => store.renew(signedIn?.token as string, renew))
    expect((await count(1, () => store.read(signedIn?.token as string)))?.id).toBe(own?.session.id)
    await count(1, () => store.peek(own?.session.id as string))
    await count(1, () => store.list(userId))
    offset = 60_000
    await count(2, () => later.read(own?.token as string))
    await count(1, () => later.read(own?.token as string))
    expect(await count(1, () => store.end(own?.token as string))).toMatchObject({ attributes: { 'cart:p1': 3, 'cart:p3': 2 } })
    await count(1, () => store.endAll(userId))
    expect(await count(0, () => store.read('garbage'))).toBeNull()
  })
})

test('no table and no index holds a token, whatever was done with it', async () => {
  const store = open()
  const { token } = await store.create({ change: change(add('cart:p1')), lifetime: LONG })
  const signedIn = await store.renew(token, await renewal(store, 'someone', { grace: 'powerless' }))
  await store.change(token, change(add('cart:p1')))
  const own = await store.renew(signedIn?.token as string, await renewal(store, 'someone'))
  await store.read(own?.token as string)
  const tables = await server.ask<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
  const rows = await Promise.all(tables.map(({ name }) => server.ask(`SELECT * FROM "${name}"`)))
  const dump = JSON.stringify(rows)
  expect(dump).toContain(own?.session.id)
  for (const secret of [token, signedIn?.token, own?.token])
    expect(dump.includes(String(secret).slice(9)), 'a token in a table').toBe(false)
})

describe('collection', () => {
  beforeEach(() => server.ask('TRUNCATE session, session_attribute, session_applied'))

  /** How many rows the tables have for content that `id` leads to. */
  const contentOf = async (id: string) =>
    (await server.ask<{ content_id: string }>('SELECT content_id FROM session WHERE id = $1', [id]))[0]?.content_id
  const left = (content: string | undefined) =>
    numberOf(
      `SELECT (SELECT count(*) FROM session WHERE content_id = $1) + (SELECT count(*) FROM session_attribute WHERE content_id = $1)
       + (SELECT count(*) FROM session_applied WHERE content_id = $1) AS n`,
      [content],
    )

  test('takes what has expired, in batches, and leaves what was used', async () => {
    const store = open({ collectMs: 50 })
    const brief = { idleMs: 1500, absoluteMs: 60_000 }
    const [gone, used] = await Promise.all([1, 2].map(() => store.create({ change: change(add('cart:p1')), lifetime: brief })))
    const crowd = `SELECT count(session_create('x' || i, NULL, NULL, 'c', 'f', '[{"add": "k", "by": 1}]', 1, 1, 0)) AS n FROM generate_series(1, 1200) i`
    expect(await numberOf(crowd)).toBe(1200)
    const [goneContent, usedContent] = await Promise.all([gone, used].map((made) => contentOf(String(made?.session.id))))
    expect(await left(goneContent)).toBe(3)
    for (let i = 0; i < 25; i++) {
      await store.read(used?.token as string)
      await sleep(100)
    }
    await expect.poll(() => left(goneContent), { timeout: 10_000 }).toBe(0)
    expect(await left(usedContent)).toBe(3)
    expect(await store.read(used?.token as string)).not.toBeNull()
    await expect.poll(() => numberOf('SELECT count(*) AS n FROM session WHERE idle_ms = 1'), { timeout: 10_000 }).toBe(0)
  })

  test('takes aliases and ids of applied changes when their time is over, and not the session behind the alias', async () => {
    const store = open()
    const { token, session } = await store.create({ change: change(add('cart:p1')), lifetime: LONG })
    const { session: next } = (await store.renew(token, await renewal(store, 'collected'))) ?? {}
    const content = await contentOf(String(next?.id))
    const collect = () => numberOf('SELECT session_collect(100, $1) AS n', [APPLIED_MS])
    await collect()
    expect(await left(content)).toBe(4)
    // As if the time had passed.
    await server.ask('UPDATE session SET expires_at = expires_at - $2, collect_at = collect_at - $2 WHERE id = $1', [session.id, ALIAS_MS])
    await server.ask('UPDATE session_applied SET applied_at = applied_at - $2 WHERE content_id = $1', [content, APPLIED_MS])
    expect(await collect()).toBeGreaterThanOrEqual(2)
    expect(await left(content)).toBe(2)
    expect(await store.peek(String(next?.id))).toEqual(next)
  })

  test('is done by one replica at a time, and waits for nobody', async () => {
    const store = open()
    const made = await Promise.all([1, 2].map(() => store.create({ change: change(), lifetime: { idleMs: 1, absoluteMs: 1 } })))
    const collect = 'SELECT session_collect(100, 600000) AS n'
    const other = server.ask(`BEGIN; ${collect}; SELECT pg_sleep(1.5); ROLLBACK`)
    await sleep(500)
    expect(await numberOf(collect)).toBe(0)
    await other
    const locked = server.ask(`BEGIN; SELECT id FROM session WHERE id = '${made[0]?.session.id}' FOR UPDATE; SELECT pg_sleep(1.5); COMMIT`)
    await sleep(500)
    expect(await numberOf(collect)).toBeGreaterThanOrEqual(1)
    expect(await Promise.all(made.map(async ({ session }) => (await contentOf(session.id)) !== undefined))).toEqual([true, false])
    await locked
  })
})

describe('races', () => {
  test('every answer has the cart of its version', async () => {
    const [a, b] = [open(), open()]
    const { token } = await a.create({ change: change(), lifetime: LONG })
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => (i % 2 ? a : b).change(token, change(add('cart:p1')))))
    const seen = answers.map((answer) => (answer && answer !== 'moved' ? answer.session : null))
    expect(seen.map((session) => session?.attributes['cart:p1'])).toEqual(seen.map((session) => Number(session?.version) - 1))
    const reads = await Promise.all(
      Array.from({ length: 100 }, (_, i) => (i % 2 ? a.change(token, change(add('cart:p1'))).then(() => null) : b.read(token))),
    )
    for (const read of reads) if (read) expect(read.attributes['cart:p1']).toBe(read.version - 1)
  })

  test('among users who share nothing, one cart and its owner: no deadlock, nothing orphaned', async () => {
    const stores = [open(), open(), open({ collectMs: 20 })]
    const users = ['u1', 'u2', 'u3']
    const tokens: string[] = []
    const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T
    const guest = async (store: SessionStore) =>
      tokens.push((await store.create({ change: change(add('cart:p1')), lifetime: { idleMs: 5000, absoluteMs: 5000 } })).token)
    await Promise.all(stores.map(guest))
    const one = async (i: number) => {
      const [store, userId, token] = [pick(stores), pick(users), pick(tokens)]
      const dice = i % 8
      if (dice === 0) await guest(store)
      else if (dice === 1) {
        const answer = await store.renew(token, await renewal(store, userId, { maxSessions: 2, steps: [add('cart:p2')] }))
        if (answer) tokens.push(answer.token)
      } else if (dice === 2 && i % 5 === 0) await store.endAll(userId)
      else if (dice === 3) await store.end(token)
      else if (dice === 4) await store.list(userId)
      else await store.change(token, change(add('cart:p1'), add(`cart:p${i}`), { set: 'note', value: `${i}` }))
    }
    await Promise.all(Array.from({ length: 600 }, (_, i) => one(i)))
    expect(await numberOf('SELECT sum(deadlocks) AS n FROM pg_stat_database')).toBe(0)
    for (const table of ['session_attribute', 'session_applied'])
      expect(await numberOf(`SELECT count(*) AS n FROM ${table} WHERE content_id NOT IN (SELECT content_id FROM session)`), table).toBe(0)
    expect(await numberOf('SELECT count(*) - count(DISTINCT content_id) AS n FROM session WHERE moved_to IS NULL')).toBe(0)
  })
})
