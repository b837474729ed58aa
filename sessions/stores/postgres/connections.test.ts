import { describe, expect, test } from 'vitest'
import { createMigratedDatabase } from '../../../prisma/testing'
import { LimitExceeded, StoreUnavailable } from '../../errors'
import type { Change } from '../../session'
import { newToken } from '../../token'
import { failure, LONG, ownDatabase } from './testing'

const once = (id: string): Change => ({ id, steps: [{ add: 'cart:p1', by: 1, max: 5 }] })
const database = ownDatabase(createMigratedDatabase)

test('a database without the migration is an outage that names what is missing', async () => {
  await database.ask('ALTER VIEW session_view RENAME TO elsewhere')
  const { error } = await failure(database.open().read(newToken()))
  await database.ask('ALTER VIEW elsewhere RENAME TO session_view')
  expect(error).toBeInstanceOf(StoreUnavailable)
  expect(String(error)).toContain('relation "session_view" does not exist')
})

test('a session that somebody locks is an outage of that session only', async () => {
  const store = database.open()
  const [stuck, free] = await Promise.all([
    store.create({ change: once('c1'), lifetime: LONG }),
    store.create({ change: once('c1'), lifetime: LONG }),
  ])
  const locked = database.ask(`BEGIN; SELECT id FROM session WHERE id = '${stuck.session.id}' FOR UPDATE; SELECT pg_sleep(1.5); COMMIT`)
  await expect
    .poll(() => database.ask("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"))
    .toHaveLength(1)
  const waiting = failure(store.change(stuck.token, once('c2')))
  for (const id of ['c2', 'c3']) expect(await store.change(free.token, once(id))).not.toBeNull()
  const { error, ms } = await waiting
  expect(error).toMatchObject({ name: 'StoreUnavailable', isPlaceAway: false })
  expect(ms).toBeLessThan(1400)
  expect(await store.change(free.token, once('c4'))).not.toBeNull()
  await locked
})

describe('connections', () => {
  const mine = async () =>
    (
      await database.ask<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'hopcart-sessions' ORDER BY pid",
      )
    ).map(({ pid }) => pid)

  test('are made at first use, at most as many as allowed, and stay through refusals', async () => {
    const store = database.open({ max: 2 })
    await expect.poll(mine, { message: 'earlier tests have closed theirs' }).toEqual([])
    const { token } = await store.create({ change: once('c1'), lifetime: LONG })
    await Promise.all(Array.from({ length: 20 }, () => store.read(token)))
    const pids = await mine()
    expect(pids).toHaveLength(2)
    const over: Change = { id: 'over', steps: [{ add: 'cart:p1', by: 9, max: 5 }] }
    for (let i = 0; i < 10; i++) await expect(store.change(token, over)).rejects.toThrow(LimitExceeded)
    expect(await mine()).toEqual(pids)
    await store.close()
    await expect.poll(mine).toEqual([])
  })

  test('that the server ended are replaced by the next calls', async () => {
    const store = database.open()
    const { token } = await store.create({ change: once('c1'), lifetime: LONG })
    await Promise.all(Array.from({ length: 10 }, () => store.read(token)))
    await database.ask(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'hopcart-sessions'",
    )
    await expect.poll(mine).toEqual([])
    // The server has let go; a call may still be the one by which we hear of it, one for each connection.
    const onAll = () => Promise.all(Array.from({ length: 10 }, () => store.read(token))).catch(() => null)
    await expect.poll(onAll).not.toBeNull()
    for (const id of ['c2', 'c3']) expect(await store.change(token, once(id))).not.toBeNull()
  })
})
