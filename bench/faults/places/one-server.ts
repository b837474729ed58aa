import { type Supervised, supervise } from '../../../infra/local/supervise'
import type { Watchdog } from '../../../infra/local/watchdog'
import type { Fault } from '../place'

/** Shorter than people wait, long enough for every client to notice. */
const PAUSE_MS = 5_000
const DOWN_MS = 1_000

/** A server that is kept running, as the launcher of a stack does, and dies with us. */
export async function keptRunning(
  name: string,
  signal: NodeJS.Signals,
  watchdog: Watchdog,
  spawn: Parameters<typeof supervise>[0]['spawn'],
): Promise<Supervised> {
  const server: Supervised = supervise({
    name,
    spawn,
    stopWith: { signal, graceMs: 10_000 },
    onChange: () => watchdog.watch([server.pid() ?? []].flat()),
    say: () => {},
  })
  await server.start()
  return server
}

/** What can happen to a server that is alone. */
export function faultsOf(server: Supervised, stopSignal: NodeJS.Signals): Fault[] {
  return [
    {
      name: 'kill -9',
      what: `the server is killed and started again after ${DOWN_MS / 1000} s, as a supervisor would`,
      lastsMs: DOWN_MS,
      mayLose: 'nothing',
      begin: () => server.hold('SIGKILL'),
      end: () => server.start(),
    },
    {
      name: 'restart',
      what: 'the server is told to stop, and started again when it has',
      lastsMs: 0,
      mayLose: 'nothing',
      begin: () => server.hold(stopSignal),
      end: () => server.start(),
    },
    {
      name: 'pause',
      what: `the server's processes are stopped for ${PAUSE_MS / 1000} s (SIGSTOP): connections stay open and nothing answers`,
      lastsMs: PAUSE_MS,
      mayLose: 'nothing',
      begin: async () => server.kill('SIGSTOP'),
      end: async () => server.kill('SIGCONT'),
    },
  ]
}
