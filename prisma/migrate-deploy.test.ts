import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../infra/local/free-port'
import { MigrationFailed, migrateDeploy } from './migrate-deploy'
import { createTestDatabase, type TestDatabase } from './testing'

const run = promisify(execFile)
const NAMES = readdirSync('prisma/migrations', { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
const FUNCTION = 'CREATE TABLE half (a int); CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;'

let database: TestDatabase
let directory: string
beforeEach(async () => {
  database = await createTestDatabase()
  directory = mkdtempSync(path.join(tmpdir(), 'hopcart-migrations-'))
  cpSync('prisma/migrations/migration_lock.toml', path.join(directory, 'migration_lock.toml'))
})
afterEach(async () => {
  await database.drop()
  rmSync(directory, { recursive: true })
})

function write(name: string, sql: string): void {
  mkdirSync(path.join(directory, name), { recursive: true })
  writeFileSync(path.join(directory, name, 'migration.sql'), sql)
}

const history = async () =>
  (await database.pool.query('SELECT migration_name AS name, finished_at IS NOT NULL AS done FROM _prisma_migrations ORDER BY started_at'))
    .rows
const exists = async (table: string) => (await database.pool.query('SELECT to_regclass($1) AS found', [table])).rows[0].found !== null
const messageOf = (running: Promise<unknown>) =>
  running.then(
    () => 'it did not fail',
    (error: unknown) => (error instanceof MigrationFailed ? error.message : `not MigrationFailed: ${error}`),
  )

test('three at once apply every migration once', async () => {
  const env = { ...process.env, DATABASE_URL: database.url }
  const command = () => run(process.execPath, ['--import', 'tsx', 'prisma/migrate-deploy.ts'], { env })
  const [applied, first, second] = await Promise.all([migrateDeploy(database.url), command(), command()])
  const outputs = [first.stdout, second.stdout, applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The database is up to date.']
  expect(outputs.map((output) => output.trim()).sort()).toEqual([
    `Applied ${NAMES.join(', ')}.`,
    'The database is up to date.',
    'The database is up to date.',
  ])
  expect(await history()).toEqual(NAMES.map((name) => ({ name, done: true })))
  expect(await migrateDeploy(database.url)).toEqual([])
}, 60_000)

describe('a migration that fails', () => {
  test('is named with the reason, leaves nothing behind, and is tried again once it is right', async () => {
    write('1_good', 'CREATE TABLE good (a int);')
    write('2_bad', `${FUNCTION} SELECT nothing FROM nowhere;`)
    const message = await messageOf(migrateDeploy(database.url, { directory }))
    expect(message).toContain(`${new URL(database.url).pathname} could not be migrated: 2_bad: `)
    expect(message).toContain('nowhere')
    expect(message).not.toMatch(/wasm|connector/)
    expect([await exists('good'), await exists('half')]).toEqual([true, false])
    expect(await messageOf(migrateDeploy(database.url, { directory }))).toBe(message)
    write('2_bad', FUNCTION)
    expect(await migrateDeploy(database.url, { directory })).toEqual(['2_bad'])
    expect((await database.pool.query('SELECT f()')).rows).toEqual([{ f: 2 }])
  })

  test('because its process was killed is tried again by the next one', async () => {
    write('1_slow', `${FUNCTION} SELECT pg_sleep(1000);`)
    const killed = messageOf(migrateDeploy(database.url, { directory }))
    const slow =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query ~ 'pg_sleep' AND state = 'active' AND pid <> pg_backend_pid()"
    await expect.poll(async () => (await database.pool.query(slow)).rowCount, { timeout: 10_000 }).toBe(1)
    expect(await killed).toMatch(/1_slow|terminat/)
    write('1_slow', FUNCTION)
    expect(await migrateDeploy(database.url, { directory })).toEqual(['1_slow'])
  })
})

describe('what cannot work is said clearly, in time and without the password', () => {
  test('no server, no database, wrong password, no address', async () => {
    const url = (change: (url: URL) => void) => {
      const address = new URL(database.url)
      change(address)
      return address.href
    }
    const port = String(await freePort())
    const cases: [string, RegExp][] = [
      [url((u) => (u.port = port)), new RegExp(`127\\.0\\.0\\.1:${port}/test_.* could not be migrated: .*ECONNREFUSED`)],
      [
        url((u) => (u.pathname = '/no_such_database')),
        /no_such_database could not be migrated: database "no_such_database" does not exist/,
      ],
      [url((u) => (u.password = 'wr0ng-secret')), /could not be migrated: password authentication failed/],
      ['', /DATABASE_URL is not an address like postgres:\/\//],
    ]
    for (const [address, expected] of cases) {
      const message = await messageOf(migrateDeploy(address))
      expect(message).toMatch(expected)
      for (const secret of ['wr0ng-secret', new URL(database.url).password]) expect(message).not.toContain(secret)
    }
  })

  test('a lock that somebody holds on to', async () => {
    write('1_good', 'CREATE TABLE good (a int);')
    const other = await database.pool.connect()
    try {
      await other.query('SELECT pg_advisory_lock(72707369)')
      expect(await messageOf(migrateDeploy(database.url, { directory, timeoutMs: 500 }))).toMatch(/timeout/)
      expect(await exists('good')).toBe(false)
    } finally {
      other.release(true)
    }
    expect(await migrateDeploy(database.url, { directory })).toEqual(['1_good'])
  })
})
