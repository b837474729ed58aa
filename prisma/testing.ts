import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { migrateDeploy } from './migrate-deploy'

/** An empty database of its own on the test run's Postgres. */
export type TestDatabase = { readonly url: string; readonly pool: pg.Pool; drop(): Promise<void> }

export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const url = new URL(inject('databaseUrl'))
  await onServer(url, `CREATE DATABASE ${name}`)
  url.pathname = `/${name}`
  const pool = new pg.Pool({ connectionString: url.href })
  pool.on('error', () => {})
  return {
    url: url.href,
    pool,
    async drop() {
      await pool.end()
      await onServer(new URL(inject('databaseUrl')), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}

/** The same with all migrations applied. */
export async function createMigratedDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase()
  await migrateDeploy(database.url)
  return database
}

async function onServer(url: URL, sql: string): Promise<void> {
  const client = new pg.Client(url.href)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
