import { beforeEach, describe, expect, test } from 'vitest'
import { createMigratedDatabase } from '../../../prisma/testing'
import { ALIAS_MS, APPLIED_MS } from '../../session'
import { add, change, LONG, ownDatabase, renewal } from './testing'

const database = ownDatabase(createMigratedDatabase)

test('no table and no index holds a token, whatever was done with it', async () => {
  const store = database.open()
  const { token } = await store.create({ change: change(add('cart:p1')), lifetime: LONG })
  const signedIn = await store.renew(token, await renewal(store, 'someone', { grace: 'powerless' }))
  await store.change(token, change(add('cart:p1')))
  const own = await store.renew(signedIn?.token as string, await renewal(store, 'someone'))
  await store.read(own?.token as string)
  const tables = await database.ask<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
  const rows = await Promise.all(tables.map(({ name }) => database.ask(`SELECT * FROM "${name}"`)))
  const dump = JSON.stringify(rows)
  expect(dump).toContain(own?.session.id)
  for (const secret of [token, signedIn?.token, own?.token])
    expect(dump.includes(String(secret).slice(9)), 'a token in a table').toBe(false)
})

describe('collection', () => {
  beforeEach(() => database.ask('TRUNCATE session, session_attribute, session_applied'))

  /** How many rows the tables have for content that `id` leads to. */
  const contentOf = async (id: string) =>
    (await database.ask<{ content_id: string }>('SELECT content_id FROM session WHERE id = $1', [id]))[0]?.content_id
  const left = (content: string | undefined) =>
    database.numberOf(
      `SELECT (SELECT count(*) FROM session WHERE content_id = $1) + (SELECT count(*) FROM session_attribute WHERE content_id = $1)
       + (SELECT count(*) FROM session_applied WHERE content_id = $1) AS n`,
      [content],
    )

  test('takes what has expired, in batches, and leaves what was used', async () => {
    const store = database.open({ collectMs: 50 })
    const brief = { idleMs: 1500, absoluteMs: 60_000 }
    const [gone, used] = await Promise.all([1, 2].map(() => store.create({ change: change(add('cart:p1')), lifetime: brief })))
    const crowd = `SELECT count(session_create('x' || i, NULL, NULL, 'c', 'f', '[{"add": "k", "by": 1}]', 1, 1, 0)) AS n FROM generate_series(1, 1200) i`
    expect(await database.numberOf(crowd)).toBe(1200)
    const [goneContent, usedContent] = await Promise.all([gone, used].map((made) => contentOf(String(made?.session.id))))
    expect(await left(goneContent)).toBe(3)
    const readAndLook = async () => {
      await store.read(used?.token as string)
      return left(goneContent)
    }
    await expect.poll(readAndLook, { timeout: 10_000, interval: 100 }).toBe(0)
    expect(await left(usedContent)).toBe(3)
    expect(await store.read(used?.token as string)).not.toBeNull()
    await expect.poll(() => database.numberOf('SELECT count(*) AS n FROM session WHERE idle_ms = 1'), { timeout: 10_000 }).toBe(0)
  })

  test('takes aliases and ids of applied changes when their time is over, and not the session behind the alias', async () => {
    const store = database.open()
    const { token, session } = await store.create({ change: change(add('cart:p1')), lifetime: LONG })
    const { session: next } = (await store.renew(token, await renewal(store, 'collected'))) ?? {}
    const content = await contentOf(String(next?.id))
    const collect = () => database.numberOf('SELECT session_collect(100, $1) AS n', [APPLIED_MS])
    await collect()
    expect(await left(content)).toBe(4)
    // As if the time had passed.
    await database.ask('UPDATE session SET expires_at = expires_at - $2, collect_at = collect_at - $2 WHERE id = $1', [
      session.id,
      ALIAS_MS,
    ])
    await database.ask('UPDATE session_applied SET applied_at = applied_at - $2 WHERE content_id = $1', [content, APPLIED_MS])
    expect(await collect()).toBeGreaterThanOrEqual(2)
    expect(await left(content)).toBe(2)
    expect(await store.peek(String(next?.id))).toEqual(next)
  })

  test('is done by one replica at a time, and waits for nobody', async () => {
    const store = database.open()
    const made = await Promise.all([1, 2].map(() => store.create({ change: change(), lifetime: { idleMs: 1, absoluteMs: 1 } })))
    const collect = 'SELECT session_collect(100, 600000) AS n'
    const other = database.ask(`BEGIN; ${collect}; SELECT pg_sleep(1.5); ROLLBACK`)
    await expect
      .poll(() => database.ask("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"))
      .toHaveLength(1)
    expect(await database.numberOf(collect)).toBe(0)
    await other
    const locked = database.ask(
      `BEGIN; SELECT id FROM session WHERE id = '${made[0]?.session.id}' FOR UPDATE; SELECT pg_sleep(1.5); COMMIT`,
    )
    await expect
      .poll(() => database.ask("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"))
      .toHaveLength(1)
    expect(await database.numberOf(collect)).toBeGreaterThanOrEqual(1)
    expect(await Promise.all(made.map(async ({ session }) => (await contentOf(session.id)) !== undefined))).toEqual([true, false])
    await locked
  })
})
