import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrateDeploy } from './migrate-deploy'
import { ALL, openSchemaEngine } from './schema-engine'
import { createTestDatabase, type TestDatabase } from './testing'

/** What the migrations have and Prisma's schema language cannot say. */
const ONLY_IN_MIGRATIONS = [
  /^CREATE INDEX product_search_idx /, // GIN over a column of an unsupported type
]

let migrated: TestDatabase
let described: TestDatabase

beforeAll(async () => {
  ;[migrated, described] = await Promise.all([createTestDatabase(), createTestDatabase()])
  await migrateDeploy(migrated.url)
  await described.pool.query(await scriptOf(described.pool))
})
afterAll(() => Promise.all([migrated?.drop(), described?.drop()]))

/** The SQL that Prisma would make of prisma/schema. */
async function scriptOf(pool: pg.Pool): Promise<string> {
  const folder = path.resolve('prisma/schema')
  const files = readdirSync(folder).map((name) => ({ path: name, content: readFileSync(path.join(folder, name), 'utf8') }))
  const engine = await openSchemaEngine(pool)
  const to = { tag: 'schemaDatamodel' as const, files }
  const { stdout } = await engine.diff({ from: { tag: 'empty' }, to, script: true, exitCode: null, filters: ALL })
  return stdout ?? ''
}

async function column(pool: pg.Pool, sql: string): Promise<string[]> {
  const { rows } = await pool.query<[string]>({ text: sql, rowMode: 'array' })
  return rows.map(([text]) => text).filter((text) => !ONLY_IN_MIGRATIONS.some((known) => known.test(text)))
}

const TABLES = `pg_class t WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND t.relname <> '_prisma_migrations'`

test.each([
  ['tables', `SELECT t.relname FROM ${TABLES} ORDER BY 1`],
  [
    'columns, their types and whether they may be null',
    `SELECT concat_ws(' ', t.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END)
     FROM pg_attribute a, ${TABLES} AND a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1`,
  ],
  [
    'keys',
    `SELECT concat_ws(' ', t.relname, c.conname, pg_get_constraintdef(c.oid))
     FROM pg_constraint c, ${TABLES} AND c.conrelid = t.oid AND c.contype IN ('p', 'u', 'f') ORDER BY 1`,
  ],
  [
    'indexes',
    `SELECT replace(pg_get_indexdef(i.indexrelid), ' public.', ' ') FROM pg_index i, ${TABLES} AND i.indrelid = t.oid ORDER BY 1`,
  ],
])('prisma/schema and the migrations agree about %s', async (_, sql) => {
  const [ours, prisma] = await Promise.all([column(migrated.pool, sql), column(described.pool, sql)])
  expect(ours.length).toBeGreaterThan(3)
  expect(ours).toEqual(prisma)
})
