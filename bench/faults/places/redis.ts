import { mkdtempSync, rmSync } from 'node:fs'
import { freePort } from '../../../infra/local/free-port'
import { startRedis } from '../../../infra/local/redis'
import { startWatchdog } from '../../../infra/local/watchdog'
import { guardedStore } from '../../../sessions/outage/guarded-store'
import { openRedisStore } from '../../../sessions/stores/redis'
import { runFolder } from '../folder'
import type { Place } from '../place'
import { faultsOf, keptRunning } from './one-server'

/** One Redis, with an append-only file that is flushed every second. */
export async function startRedisPlace(): Promise<Place> {
  const directory = mkdtempSync(runFolder('redis-'))
  const [port, watchdog] = [await freePort(), startWatchdog()]
  const server = await keptRunning('redis', 'SIGTERM', watchdog, async (onStart) => (await startRedis({ directory, port, onStart })).child)
  return {
    open: () => guardedStore(openRedisStore(`redis://127.0.0.1:${port}`)),
    faults: faultsOf(server, 'SIGTERM'),
    async stop() {
      await server.stop()
      watchdog.dismiss()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
