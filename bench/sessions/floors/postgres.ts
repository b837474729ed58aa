import pg from 'pg'
import { type Contestant, FULL_CART, makeSessions, productTurns } from '../contestant'

const TABLE = 'CREATE TABLE IF NOT EXISTS bench_floor (id text PRIMARY KEY, session jsonb NOT NULL)'
const MAKE = 'INSERT INTO bench_floor VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET session = excluded.session'
const READ = { name: 'floor read', text: 'SELECT session FROM bench_floor WHERE id = $1' }
const CHANGE = {
  name: 'floor change',
  text: `UPDATE bench_floor SET session = jsonb_set(session, ARRAY['cart', $2], to_jsonb((session #>> ARRAY['cart', $2])::int + 1))
         WHERE id = $1 RETURNING session`,
}

type Row = { session: { cart: Record<string, number> } }

/** pg as the store sets it up, and one row per session with all in one jsonb: one prepared SELECT, one prepared UPDATE … RETURNING. */
export function postgresFloor(url: string): Contestant {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 2000,
    statement_timeout: 2000,
    query_timeout: 2500,
    idleTimeoutMillis: 30_000,
  })
  pool.on('error', () => {})
  const product = productTurns()
  let ids: string[] = []
  const run = async (statement: { name: string; text: string }, values: unknown[]) => {
    const { rows } = await pool.query<Row>({ ...statement, values })
    if (rows[0]?.session.cart === undefined) throw new Error('The floor lost a session.')
  }
  return {
    family: 'postgres',
    role: 'floor',
    name: 'SELECT · UPDATE … RETURNING of one row',
    async prepare() {
      await pool.query(TABLE)
      const now = Date.now()
      const header = { userId: null, createdAt: now, lastSeenAt: now, expiresAt: now + 604_800_000, version: 1 }
      ids = await makeSessions(async (session) => {
        const id = `floor-${session}`
        await pool.query(MAKE, [id, { ...header, cart: FULL_CART }])
        return id
      })
    },
    operations: {
      read: (session) => run(READ, [ids[session]]),
      change: (session) => run(CHANGE, [ids[session], product()]),
    },
    close: () => pool.end(),
  }
}
