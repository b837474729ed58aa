import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Redis } from 'ioredis'
import type { ComposeStack } from '../../infra/docker/compose-stack'
import type { Stack } from '../../infra/local/stack'
import { sql } from './database'

/** Somewhere that a stack keeps or writes something. Bytes are read as Latin-1, so that nothing is lost. */
export type Place = { readonly name: string; readonly text: string }

/** Everything that a stack has written: logs, the access log, each key of Redis, each row of Postgres, and the files of both. */
export async function* placesOf(stack: Stack): AsyncGenerator<Place> {
  if ('compose' in stack) return yield* inContainers(stack as ComposeStack)
  yield* inFiles(stack.directory ?? '')
  yield* inPostgres(stack)
  const { redis, redisNodes } = stack.state()
  if (redis) yield* inRedis(redis.url)
  for (const { name, role, url } of redisNodes) if (role === 'redis') yield* inRedis(url, name.startsWith('redis-cluster'))
}

/** The data directory: logs, and what Postgres and Redis put on the disk, which has also what they have deleted since. */
function* inFiles(directory: string): Generator<Place> {
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    try {
      yield { name: path.relative(directory, file), text: readFileSync(file, 'latin1') }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error // Postgres removes files as it goes
    }
  }
}

async function* inPostgres(stack: Stack): AsyncGenerator<Place> {
  const tables = await sql<{ name: string }>(
    stack,
    `SELECT format('%I.%I', schemaname, tablename) AS "name" FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  )
  for (const { name } of tables)
    for (const { row } of await sql<{ row: string }>(stack, `SELECT t::text AS "row" FROM ${name} t`))
      yield { name: `Postgres ${name}`, text: row }
}

/** `isNode`: of a cluster, where a copy is read only by who says that it may be old. */
async function* inRedis(url: string, isNode = false): AsyncGenerator<Place> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, connectTimeout: 2_000, commandTimeout: 5_000, readOnly: isNode })
  try {
    const [, databases] = (await redis.config('GET', 'databases')) as string[]
    for (let db = 0; db < (isNode ? 1 : Number(databases)); db++) {
      if (!isNode) await redis.select(db)
      for await (const keys of redis.scanStream({ count: 1_000 }))
        for (const key of keys as string[])
          yield { name: `Redis ${db} ${key}`, text: `${key} ${JSON.stringify(await readKey(redis, key))}` }
    }
  } finally {
    redis.disconnect()
  }
}

async function readKey(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key)
  if (type === 'string') return redis.get(key)
  if (type === 'hash') return redis.hgetall(key)
  if (type === 'set') return redis.smembers(key)
  if (type === 'zset') return redis.zrange(key, 0, '-1')
  if (type === 'list') return redis.lrange(key, 0, -1)
  if (type === 'none') return null // expired meanwhile
  throw new Error(`There is a ${type} in Redis, which the search for tokens cannot read yet.`)
}

/** From the inside, since neither store listens to the outside; Redis' file of changes has every key that there ever was. */
function* inContainers({ compose }: ComposeStack): Generator<Place> {
  for (const name of compose.containers()) yield { name: `log of ${name}`, text: read('logs', name) }
  yield { name: 'Postgres', text: read('exec', compose.container('postgres'), 'pg_dump', '--username=hopcart', 'hopcart') }
  for (const name of compose.services().filter((each) => /^redis(-(ha|cluster)-\d)?$/.test(each)))
    yield {
      name: `Redis ${name}`,
      text: read('exec', compose.container(name), 'sh', '-c', `cat /data/${name === 'redis' ? '' : `${name}/`}appendonlydir/*`),
    }
}

/** What a docker command prints, on both streams. */
function read(...args: readonly string[]): string {
  return execFileSync('sh', ['-c', 'exec "$@" 2>&1', 'sh', 'docker', ...args], { encoding: 'latin1', timeout: 60_000, maxBuffer: 2 ** 30 })
}
