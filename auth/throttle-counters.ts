import pg from 'pg'
import { RateLimiterPostgres } from 'rate-limiter-flexible'

const TABLE = 'throttle_counter'
/** A point is only given back to the window it was taken from; windows of one key are much further apart than this. */
const SAME_WINDOW_MS = 5_000

/** A point that was taken, how many there are now, and when (milliseconds since the epoch) all of them are free again. */
export type Point = { readonly key: string; readonly count: number; readonly freeAt: number }

type Counters = { pool: pg.Pool; limiter: RateLimiterPostgres }

/** Hung on globalThis: Next bundles routes apart, and a module-level variable would exist once per bundle. */
const holder = globalThis as typeof globalThis & { __hopcartThrottle?: Counters; __onShutdown?: (() => Promise<void>)[] }

/** The counters, shared by all replicas: in the shop's Postgres, by connections of their own, made when needed. */
function counters(): Counters {
  if (!holder.__hopcartThrottle) {
    const pool = new pg.Pool({
      connectionString: process.env.DATABASE_URL,
      max: 3,
      application_name: 'hopcart-throttle',
      connectionTimeoutMillis: 2_000,
      statement_timeout: 2_000,
      query_timeout: 2_500,
    })
    pool.on('error', () => {}) // an idle connection broke, and the pool dropped it
    // Every call names its own window and judges the count itself; what expired is removed by the library's timer.
    const table = { storeClient: pool, storeType: 'pool', tableName: TABLE, tableCreated: true, keyPrefix: '' }
    const limiter = new RateLimiterPostgres({ ...table, points: 0, duration: 1 })
    holder.__hopcartThrottle = { pool, limiter }
    holder.__onShutdown = [...(holder.__onShutdown ?? []), () => pool.end()]
  }
  return holder.__hopcartThrottle
}

/** Takes a point in one atomic step; the window of `windowMs` begins with the first. @throws as Postgres is away */
export async function takePoint(key: string, windowMs: number): Promise<Point> {
  const taken = await known(counters().limiter.penalty(key, 1, { customDuration: windowMs / 1_000 }))
  return { key, count: taken.consumedPoints, freeAt: Date.now() + taken.msBeforeNext }
}

/** Gives a point back, unless its window is over: in the next one it would be somebody else's. */
export async function giveBack({ key, freeAt }: Point): Promise<void> {
  const text = `UPDATE "${TABLE}" SET points = points - 1 WHERE key = $1 AND points > 0 AND abs(expire - $2::bigint) < $3`
  await known(counters().pool.query(text, [key, freeAt, SAME_WINDOW_MS]))
}

/** Forgets all points of a key. */
export async function clearPoints(key: string): Promise<void> {
  await known(counters().limiter.delete(key))
}

/** pg's own time-outs are plain errors; with a code they are known for an outage (shop/database-errors.ts). */
async function known<T>(query: Promise<T>): Promise<T> {
  try {
    return await query
  } catch (error) {
    throw error instanceof Error && !('code' in error) ? Object.assign(error, { code: 'ETIMEDOUT' }) : error
  }
}
