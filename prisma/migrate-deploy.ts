import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSchemaEngine } from './schema-engine'

/** Found from the working directory, since bundlers and containers move this file but not that folder. */
const MIGRATIONS = path.resolve('prisma/migrations')
const TIMEOUT_MS = 10_000

/**
 * Applies the migrations that the database does not have yet; what `prisma migrate deploy` does. Several at once on one
 * database apply each migration once.
 * @returns the names of those applied now.
 * @throws Error that names the database and says what to do.
 */
export async function migrateDeploy(databaseUrl: string, directory = MIGRATIONS): Promise<string[]> {
  try {
    const schemaEngine = await openSchemaEngine(databaseUrl, TIMEOUT_MS)
    const done = await schemaEngine.applyMigrations({
      migrationsList: migrationsIn(directory),
      filters: { externalTables: [], externalEnums: [] },
    })
    return done.appliedMigrationNames
  } catch (error) {
    const { host, pathname } = new URL(databaseUrl)
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`The migrations could not be applied to ${host}${pathname}: ${why}\nCheck DATABASE_URL and that Postgres runs there.`, {
      cause: error,
    })
  }
}

function migrationsIn(baseDir: string) {
  const names = readdirSync(baseDir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: readFileSync(path.join(baseDir, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: names.sort().map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: readFileSync(path.join(baseDir, name, 'migration.sql'), 'utf8') },
      },
    })),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = process.env.DATABASE_URL
  if (!url)
    throw new Error(
      'DATABASE_URL is not set. Set it to the database to migrate, for example postgres://user:password@localhost:5432/hopcart.',
    )
  const applied = await migrateDeploy(url)
  console.log(applied.length > 0 ? `Applied ${applied.join(', ')}` : 'Nothing to migrate')
  process.exit(0) // the engine keeps its connection
}
