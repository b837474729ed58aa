import { expect, test } from 'vitest'
import { createMigratedDatabase } from '../../../prisma/testing'
import { StoreUnavailable } from '../../errors'
import { openPostgresStore } from '../postgres'
import { add, change, LONG, ownDatabase, renewal } from './testing'

const database = ownDatabase(createMigratedDatabase)

test('live sessions are counted, without aliases and what has expired, and the room of their tables', async () => {
  const store = database.open()
  expect(await store.measure?.()).toEqual({ sessions: 0, memoryBytes: expect.any(Number) })
  const { token } = await store.create({ change: change(add('cart:p1')), lifetime: LONG })
  await store.create({ change: change(), lifetime: { idleMs: 1, absoluteMs: 1 } })
  await store.renew(token, await renewal(store, 'someone', { grace: 'powerless' }))
  await database.ask(`INSERT INTO session_attribute SELECT 0, 'k' || i, NULL, repeat('x', 100) FROM generate_series(1, 5000) i`)
  expect(await database.numberOf('SELECT count(*) AS n FROM session')).toBe(3)

  const later = await database.open().measure?.()
  expect(later?.sessions).toBe(1)
  expect(later?.memoryBytes).toBeGreaterThan(500_000)
  expect((await store.measure?.())?.memoryBytes, 'kept for a moment').toBeLessThan(500_000)
})

test('a Postgres that is away is an outage', async () => {
  const store = openPostgresStore('postgres://nobody@127.0.0.1:9/none')
  await expect(store.measure?.()).rejects.toThrow(StoreUnavailable)
  await store.close()
})
