import pg from 'pg'
import { openPostgresStore } from '../../sessions/stores/postgres'
import type { Status } from '../sessions/status'
import { measureCosts } from './measure-costs'
import { Relay } from './relay'
import type { CapacityResult, Held } from './result'
import { makeShaped, SHAPE_NAMES, type ShapeName } from './shapes'

const TABLES = ['session', 'session_attribute', 'session_applied', 'session_fence']
const EMPTY = `TRUNCATE ${TABLES.join(', ')}`
const FORGET = ['DELETE FROM session_applied', 'DELETE FROM session WHERE moved_to IS NOT NULL']

/** What sessions take in Postgres' tables and indexes after VACUUM (room that it may use again counts: it stays the tables'), and what a call costs on its wire. */
export async function measurePostgres(url: string, sessions: number, status: Status): Promise<CapacityResult['postgres']> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const fresh: Partial<Record<ShapeName, number>> = {}
  const idle: Partial<Record<ShapeName, number>> = {}
  const indexes: Partial<Record<ShapeName, number>> = {}
  const store = openPostgresStore(url)
  for (const shape of SHAPE_NAMES) {
    status.show(`postgres: making ${sessions} sessions of a ${shape}`)
    await client.query(EMPTY)
    const before = (await sizes(client)).all
    await makeShaped(store, shape, sessions)
    await vacuum(client, 'VACUUM')
    fresh[shape] = ((await sizes(client)).all - before) / sessions
    for (const statement of FORGET) await client.query(statement)
    // Written anew, as the tables of a shop in its steady state are: the room of what went is used again.
    await vacuum(client, 'VACUUM FULL')
    const now = await sizes(client)
    idle[shape] = (now.all - before) / sessions
    indexes[shape] = now.indexes / sessions
  }
  await client.query(EMPTY)
  await store.close()
  const { relay, url: by } = await Relay.before(url)
  let offset = 0
  const measured = openPostgresStore(by, { clockOffsetMs: () => offset })
  const costs = await measureCosts({
    store: measured,
    during: (calls, work) => relay.during(calls, work),
    later: (ms) => {
      offset += ms
    },
    processorSeconds: null,
  })
  await measured.close()
  await relay.close()
  await client.end()
  status.done('postgres')
  return { held: { fresh, idle } as Held, indexes: indexes as Record<ShapeName, number>, costs }
}

async function vacuum(client: pg.Client, how: string): Promise<void> {
  for (const table of TABLES) await client.query(`${how} ${table}`)
}

async function sizes(client: pg.Client): Promise<{ all: number; indexes: number }> {
  const { rows } = await client.query<{ all: string; indexes: string }>(
    'SELECT sum(pg_total_relation_size(name::regclass)) AS "all", sum(pg_indexes_size(name::regclass)) AS indexes FROM unnest($1::text[]) AS name',
    [TABLES],
  )
  return { all: Number(rows[0]?.all), indexes: Number(rows[0]?.indexes) }
}
