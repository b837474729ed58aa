import { readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import path from 'node:path'
import { Redis } from 'ioredis'
import pg from 'pg'
import { ROOT } from '../../infra/local/settings'
import type { Services } from './services'

/** What figures depend on, without anything that would tell whose machine it is. */
export type Machine = {
  readonly cores: number
  readonly memoryGiB: number
  readonly system: string
  readonly node: string
  readonly redis: string | null
  readonly postgres: string | null
  /** Versions of the clients and of the peers. */
  readonly packages: Readonly<Record<string, string>>
}

const PACKAGES = ['ioredis', 'pg', 'express-session', 'connect-redis', 'redis', 'connect-pg-simple']

export async function describeMachine({ redisUrl, postgresUrl }: Pick<Services, 'redisUrl' | 'postgresUrl'>): Promise<Machine> {
  return {
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    redis: redisUrl && (await redisVersion(redisUrl)),
    postgres: postgresUrl && (await postgresVersion(postgresUrl)),
    packages: Object.fromEntries(PACKAGES.map((name) => [name, packageVersion(name)])),
  }
}

async function redisVersion(url: string): Promise<string> {
  const redis = new Redis(url)
  const info = await redis.info('server')
  redis.disconnect()
  return /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown'
}

async function postgresVersion(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ server_version: string; synchronous_commit: string; fsync: string }>(
    "SELECT current_setting('server_version') server_version, current_setting('synchronous_commit') synchronous_commit, current_setting('fsync') fsync",
  )
  await client.end()
  const [row] = rows
  if (row?.synchronous_commit !== 'on' || row.fsync !== 'on')
    throw new Error('This Postgres does not wait for its disk: its figures would flatter.')
  return row.server_version
}

function packageVersion(name: string): string {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }
  return version
}
