import connectPgSimple from 'connect-pg-simple'
import { RedisStore } from 'connect-redis'
import session from 'express-session'
import pg from 'pg'
import { createClient } from 'redis'
import type { OpenPeer } from './express'

/** express-session's own default. */
export const openMemoryPeer: OpenPeer = async () => ({ store: new session.MemoryStore(), close: async () => {} })

/** connect-redis with node-redis, the one client that it supports since version 9; both as their READMEs set them up. */
export function redisPeer(url: string): OpenPeer {
  return async () => {
    const client = createClient({ url })
    client.on('error', () => {}) // a failed command tells its caller
    await client.connect()
    return { store: new RedisStore({ client }), close: () => client.close() }
  }
}

/** connect-pg-simple on a pool of the same size as ours, without its collection of expired sessions. */
export function postgresPeer(url: string): OpenPeer {
  const PgStore = connectPgSimple(session)
  return async () => {
    const pool = new pg.Pool({ connectionString: url, max: 10 })
    pool.on('error', () => {})
    // Its table has the name of ours.
    await pool.query('CREATE SCHEMA IF NOT EXISTS peers')
    const store = new PgStore({ pool, schemaName: 'peers', createTableIfMissing: true, pruneSessionInterval: false })
    return { store, close: () => pool.end() }
  }
}
