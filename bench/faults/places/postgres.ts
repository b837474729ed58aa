import { mkdtempSync, rmSync } from 'node:fs'
import { freePort } from '../../../infra/local/free-port'
import { startPostgres } from '../../../infra/local/postgres'
import { startWatchdog } from '../../../infra/local/watchdog'
import { migrateDeploy } from '../../../prisma/migrate-deploy'
import { guardedStore } from '../../../sessions/outage/guarded-store'
import { openPostgresStore } from '../../../sessions/stores/postgres'
import { runFolder } from '../folder'
import type { Place } from '../place'
import { faultsOf, keptRunning } from './one-server'

/** One Postgres, which answers when a change is on its disk. */
export async function startPostgresPlace(): Promise<Place> {
  const folder = mkdtempSync(runFolder('postgres-'))
  const [port, watchdog] = [await freePort(), startWatchdog()]
  let [url, directory] = ['', folder]
  const server = await keptRunning('postgres', 'SIGINT', watchdog, async (onStart) => {
    const started = await startPostgres({ directory: folder, port, onStart })
    url = started.url
    directory = started.directory
    return started.child
  })
  const stop = async () => {
    await server.stop()
    watchdog.dismiss()
    for (const each of new Set([folder, directory])) rmSync(each, { recursive: true, force: true })
  }
  try {
    await migrateDeploy(url)
  } catch (error) {
    await stop()
    throw error
  }
  return { open: () => guardedStore(openPostgresStore(url)), faults: faultsOf(server, 'SIGINT'), stop }
}
