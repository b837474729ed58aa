import { randomUUID } from 'node:crypto'
import type { Pool, QueryResultRow } from 'pg'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Change, Renewal, SessionStore, Step } from '../../session'
import { openPostgresStore, type PostgresStoreOptions } from '../postgres'

export const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
export const change = (...steps: Step[]): Change => ({ id: randomUUID(), steps })
export const add = (key: string, by = 1): Step => ({ add: key, by })

/** A renewal with the user's current fence, of one's own session unless told otherwise. */
export async function renewal(store: SessionStore, userId: string, rest: Partial<Renewal> = {}): Promise<Renewal> {
  return { userId, fence: await store.fence(userId), steps: [], lifetime: LONG, grace: 'full', ...rest }
}

/** How a call failed, and after how many milliseconds. */
export async function failure(call: Promise<unknown>): Promise<{ error: unknown; ms: number }> {
  const start = performance.now()
  const error = await call.then(
    (value) => `it answered ${JSON.stringify(value)}`,
    (error: unknown) => error,
  )
  return { error, ms: performance.now() - start }
}

/** Opens stores that are closed after each test. */
export function storeOpener(): (url: string, options?: PostgresStoreOptions) => SessionStore {
  const opened: SessionStore[] = []
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()))
  })
  return (url, options) => {
    const store = openPostgresStore(url, options)
    opened.push(store)
    return store
  }
}

type Database = { readonly url: string; readonly pool: Pool; drop(): Promise<void> }

/** A migrated database that only the calling test file uses, so that tables, connections and counters in it are its own. */
export function ownDatabase(create: () => Promise<Database>) {
  const openStore = storeOpener()
  let database: Database
  beforeAll(async () => {
    database = await create()
  })
  afterAll(() => database?.drop())
  const ask = async <Row extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await database.pool.query<Row>(sql, values)).rows
  return {
    ask,
    open: (options?: PostgresStoreOptions) => openStore(database.url, options),
    numberOf: async (sql: string, values: unknown[] = []) => Number((await ask<{ n: string }>(sql, values))[0]?.n),
  }
}
