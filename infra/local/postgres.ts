import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { type Child, type ChildOptions, startChild, untilReady } from './child'
import { isRunning, stopPid } from './foreign-process'
import { CLUSTER_USER, openCluster } from './postgres-cluster'
import { postgresBinaries, postgresDirectory, postgresUser } from './postgres-user'

export type PostgresOptions = Pick<ChildOptions, 'onLine' | 'onStart'> & {
  readonly directory: string
  readonly port: number
  /** Skips the waiting for the disk; for tests only, since a crash of the machine then loses data. */
  readonly throwaway?: boolean
}

/** `directory` is another than the wanted one where the user that Postgres runs as could not reach that. */
export type Postgres = { readonly child: Child; readonly url: string; readonly directory: string }

const DATABASE = 'hopcart'

/** Starts the embedded Postgres on 127.0.0.1, making its data directory and its database at first use. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { port, throwaway, onLine, onStart } = options
  const user = postgresUser()
  const binaries = postgresBinaries(user)
  const directory = postgresDirectory(options.directory, user)
  const cluster = await openCluster(directory, binaries, user)
  await stopLeftover(cluster.directory)
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=', // nothing in /tmp that two stacks could quarrel about
    'max_connections=300', // nine replicas with two pools each, the Lab and the tests
    ...(throwaway ? ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'] : []),
  ]
  const child = await startChild({
    name: 'postgres',
    command: path.join(binaries, 'postgres'),
    args: ['-D', cluster.directory, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    env: { ...process.env, LC_ALL: 'C' },
    cwd: cluster.directory,
    ...user,
    onLine,
    onStart,
  })
  const address = (database: string) => `postgresql://${CLUSTER_USER}:${cluster.password}@127.0.0.1:${port}/${database}`
  try {
    await untilReady(child, () => createDatabase(address('postgres')), 60_000)
  } catch (error) {
    await child.stop('SIGINT', 5_000)
    throw error
  }
  return { child, url: address(DATABASE), directory }
}

/** A launcher that was killed leaves its server running on our data directory; a second one must not start beside it. */
async function stopLeftover(directory: string): Promise<void> {
  const file = path.join(directory, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (isRunning(pid, directory)) await stopPid(pid, 'SIGINT', 10_000)
}

async function createDatabase(url: string): Promise<true> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
    return true
  } finally {
    await client.end().catch(() => {})
  }
}
