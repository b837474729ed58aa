import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrateDeploy } from '../../prisma/migrate-deploy'
import type { Child } from '../local/child'
import { freePort } from '../local/free-port'
import { startPostgres } from '../local/postgres'
import { startRedis } from '../local/redis'
import { startWatchdog } from '../local/watchdog'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A private redis-server, empty at the start of the run; tests share it, so take key names of your own or a database number. */
    redisUrl: string
    /** A private Postgres with all migrations applied, not seeded; tests share it. */
    databaseUrl: string
  }
}

/**
 * One private Redis and one private Postgres for the whole run, on free ports and in a temporary directory:
 * `inject('redisUrl')` and `inject('databaseUrl')` in a test. They die with the run, also when it is killed.
 */
export default async function services(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(path.join(tmpdir(), 'hopcart-vitest-'))
  const watchdog = startWatchdog()
  const started: Child[] = []
  const stop = async () => {
    await Promise.all(started.map((child) => child.stop(child.name === 'postgres' ? 'SIGINT' : 'SIGTERM', 5_000)))
    watchdog.dismiss()
    rmSync(directory, { recursive: true, force: true })
  }
  const remember = (child: Child) => {
    started.push(child)
    watchdog.watch(started.map(({ pid }) => pid))
  }
  try {
    const redis = await startRedis({ directory: path.join(directory, 'redis'), port: await freePort(), throwaway: true })
    remember(redis.child)
    const data = path.join(directory, 'postgres')
    const postgres = await startPostgres({ directory: data, port: await freePort(), throwaway: true })
    remember(postgres.child)
    await migrateDeploy(postgres.url)
    project.provide('redisUrl', redis.url)
    project.provide('databaseUrl', postgres.url)
    return stop
  } catch (error) {
    await stop()
    throw error
  }
}
