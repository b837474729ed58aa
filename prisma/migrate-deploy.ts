/**
 * Brings a database to the newest migration: `prisma migrate deploy` without the Prisma CLI and the engine that it downloads.
 * Every replica and every test run may call it: whoever comes first takes Prisma's advisory lock, the others wait and find nothing to do.
 * `prisma migrate status` accepts the result.
 *
 * @module
 * @example DATABASE_URL=postgres://user:password@localhost:5432/hopcart npx tsx prisma/migrate-deploy.ts
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { ALL, openSchemaEngine, type SchemaEngine } from './schema-engine'

export type MigrateOptions = {
  /** The longest that one statement may take, waiting for another one's migration included. @default 60_000 */
  readonly timeoutMs?: number
  /** Where the migrations are. @default prisma/migrations */
  readonly directory?: string
}

const BESIDE = fileURLToPath(new URL('./migrations', import.meta.url))
/** A bundler may have moved this file, but not that folder. */
const DIRECTORY = existsSync(BESIDE) ? BESIDE : path.resolve('prisma/migrations')
const CONNECT_MS = 5_000
const EXAMPLE = 'postgres://user:password@localhost:5432/hopcart'

/** The database could not be migrated; the message says which one and why, without its password. */
export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed'
}

/**
 * Applies the migrations that the database does not have yet.
 * @returns their names, in order; empty when there was nothing to do
 * @throws MigrationFailed
 */
export async function migrateDeploy(databaseUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  const { timeoutMs = 60_000, directory = DIRECTORY } = options
  if (!URL.canParse(databaseUrl)) throw new MigrationFailed(`DATABASE_URL is not an address like ${EXAMPLE}.`)
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'migrate-deploy',
    max: 1, // the lock belongs to the connection that took it
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs + 1_000,
  })
  pool.on('error', () => {})
  try {
    await pool.query('SELECT 1') // the engine would tell less about why it cannot connect
    return await applyMissing(await openSchemaEngine(pool), directory)
  } catch (cause) {
    throw new MigrationFailed(`The database ${describeUrl(databaseUrl)} could not be migrated: ${reasonOf(cause)}`, { cause })
  } finally {
    await pool.end()
  }
}

async function applyMissing(engine: SchemaEngine, directory: string): Promise<string[]> {
  const migrationsList = listMigrations(directory)
  const apply = () => engine.applyMigrations({ migrationsList, filters: ALL })
  try {
    return (await apply()).appliedMigrationNames
  } catch (error) {
    if ((error as { code?: string }).code !== 'P3009') throw error
  }
  // P3009: an earlier run failed or was killed in the middle of a migration. Each is one transaction, so nothing of it is there,
  // and nobody is in the middle of it now, since we hold the lock: it may be tried again.
  const { failedMigrationNames } = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters: ALL })
  for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName })
  return (await apply()).appliedMigrationNames
}

/** The folder as the engine wants it: one directory for each migration, in the order of their names. */
function listMigrations(directory: string) {
  const read = (...names: string[]) => readFileSync(path.join(directory, ...names), 'utf8')
  const directories = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return {
    baseDir: directory,
    lockfile: { path: 'migration_lock.toml', content: read('migration_lock.toml') },
    shadowDbInitScript: '',
    migrationDirectories: directories
      .map(({ name }) => name)
      .sort()
      .map((name) => ({
        path: name,
        migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: read(name, 'migration.sql') } },
      })),
  }
}

function describeUrl(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl)
  return `${host || 'localhost'}${pathname}`
}

/** The engine's messages go on with a trace of its own functions, of which only the migration's name helps. */
function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message || String((cause as { code?: string }).code) : String(cause)
  const migration = /migration_name="([^"]+)"/.exec(message)?.[1]
  const [reason] = message.split(/\n\s+0: /)
  return `${migration ? `${migration}: ` : ''}${reason?.replace('external connector error', '').trim()}`
}

if (process.argv[1]?.endsWith('migrate-deploy.ts')) {
  migrateDeploy(process.env.DATABASE_URL ?? '').then(
    (names) => console.log(names.length === 0 ? 'The database is up to date.' : `Applied ${names.join(', ')}.`),
    (error: Error) => {
      console.error(error.message)
      process.exitCode = 1
    },
  )
}
