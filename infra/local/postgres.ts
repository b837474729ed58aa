import { execFile } from 'node:child_process'
import { chownSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { type Child, startChild, untilReady } from './child'
import { isRunning, stopPid } from './foreign-process'
import { type PostgresUser, postgresBinaries, postgresDirectory, postgresUser } from './postgres-user'

export type PostgresOptions = {
  readonly directory: string
  readonly port: number
  readonly password: string
  /** Skips the waiting for the disk; for tests only, since a crash of the machine then loses data. */
  readonly throwaway?: boolean
  readonly onLine?: (line: string) => void
}

export type Postgres = { readonly child: Child; readonly url: string; readonly directory: string }

const USER = 'hopcart'
const DATABASE = 'hopcart'
const WRONG_PASSWORD =
  'Postgres refuses our password: its data was made with another secrets.json. Remove the postgres folder beside it; the shop is seeded again.'

/** Starts the embedded Postgres on 127.0.0.1, making its data directory and its database at first use. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { port, password, throwaway, onLine } = options
  const user = postgresUser()
  const binaries = postgresBinaries(user)
  const directory = postgresDirectory(options.directory, user)
  await stopLeftover(directory)
  if (!existsSync(path.join(directory, 'PG_VERSION'))) await initialise(binaries, directory, password, user)
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=', // nothing in /tmp that two stacks could quarrel about
    'max_connections=300', // nine replicas with two pools each, the Lab and the tests
    ...(throwaway ? ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'] : []),
  ]
  const child = await startChild({
    name: 'postgres',
    command: path.join(binaries, 'postgres'),
    args: ['-D', directory, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    env: { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' },
    cwd: directory,
    ...user,
    onLine,
  })
  const address = (database: string) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`
  try {
    let refusal: Error | undefined
    await untilReady(child, async () => refusal !== undefined || (await answers(address('postgres'), (error) => (refusal = error))), 60_000)
    if (refusal) throw refusal
    await createDatabase(address('postgres'))
  } catch (error) {
    await child.stop('SIGINT', 5_000)
    throw error
  }
  return { child, url: address(DATABASE), directory }
}

async function initialise(binaries: string, directory: string, password: string, user: PostgresUser): Promise<void> {
  const passwordFile = path.join(directory, '.password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user.uid !== undefined && user.gid !== undefined) chownSync(passwordFile, user.uid, user.gid)
  const half = path.join(directory, '.initialising') // initdb wants an empty directory, and a half-made one must not count
  rmSync(half, { recursive: true, force: true })
  const args = [`--pgdata=${half}`, `--username=${USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8']
  // Postgres' own locale: the same order and upper case on every system, whatever locales that one has installed.
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  try {
    await promisify(execFile)(path.join(binaries, 'initdb'), [...args, ...locale], {
      ...user,
      cwd: directory,
      env: { ...process.env, LC_ALL: 'C' },
    })
  } catch (cause) {
    const { stderr } = cause as { stderr?: string }
    throw new Error(`Postgres could not make its data directory ${directory}: ${stderr?.trim() || cause}`, { cause })
  } finally {
    rmSync(passwordFile, { force: true })
  }
  // PG_VERSION last: it says that the directory is whole.
  const entries = readdirSync(half).sort((a, b) => Number(a === 'PG_VERSION') - Number(b === 'PG_VERSION'))
  for (const entry of entries) renameSync(path.join(half, entry), path.join(directory, entry))
  rmSync(half, { recursive: true })
}

/** A launcher that was killed leaves its server running on our data directory; a second one must not start beside it. */
async function stopLeftover(directory: string): Promise<void> {
  const file = path.join(directory, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (isRunning(pid, directory)) await stopPid(pid, 'SIGINT', 10_000)
}

async function answers(url: string, onRefusal: (error: Error) => void): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch (error) {
    // 28P01: the data directory was made with another password; waiting would not help.
    if ((error as { code?: string }).code === '28P01') onRefusal(new Error(WRONG_PASSWORD))
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}
