import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { Child } from '../../infra/local/child'
import { freePort } from '../../infra/local/free-port'
import { ensurePrograms } from '../../infra/local/install-programs'
import { startPostgres } from '../../infra/local/postgres'
import { progressTo } from '../../infra/local/progress'
import { startRedis } from '../../infra/local/redis'
import { SHARED_DATA } from '../../infra/local/settings'
import { startWatchdog } from '../../infra/local/watchdog'
import { migrateDeploy } from '../../prisma/migrate-deploy'
import type { Family } from './contestant'

/** Where the servers are; null for one that is not needed. */
export type Services = { readonly redisUrl: string | null; readonly postgresUrl: string | null; stop(): Promise<void> }

/**
 * A private Redis (append-only file, flushed every second) and a private Postgres (synchronous commit), set up as a local stack
 * has them, on a real disk. They die with us, also when we are killed.
 */
export async function startServices(families: readonly Family[]): Promise<Services> {
  const parent = path.join(SHARED_DATA, 'bench')
  mkdirSync(parent, { recursive: true })
  const directory = mkdtempSync(path.join(parent, 'run-'))
  const directories = [directory]
  const watchdog = startWatchdog()
  const started: Child[] = []
  let stopping: Promise<void> | undefined
  const stopAll = async () => {
    await Promise.all(started.map((child) => child.stop(child.name === 'postgres' ? 'SIGINT' : 'SIGTERM', 5_000)))
    watchdog.dismiss()
    for (const each of directories) rmSync(each, { recursive: true, force: true })
  }
  const stop = () => {
    stopping ??= stopAll()
    return stopping
  }
  const remember = (child: Child) => {
    started.push(child)
    watchdog.watch(started.map(({ pid }) => pid))
  }
  let redisUrl: string | null = null
  let postgresUrl: string | null = null
  try {
    if (families.includes('redis')) {
      await ensurePrograms(['redis-server'], progressTo(process.stderr))
      const redis = await startRedis({ directory: path.join(directory, 'redis'), port: await freePort() })
      remember(redis.child)
      redisUrl = redis.url
    }
    if (families.includes('postgres')) {
      const postgres = await startPostgres({ directory: path.join(directory, 'postgres'), port: await freePort() })
      directories.push(postgres.directory) // elsewhere, where the user that Postgres runs as could not reach the checkout
      remember(postgres.child)
      await migrateDeploy(postgres.url)
      postgresUrl = postgres.url
    }
    return { redisUrl, postgresUrl, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
