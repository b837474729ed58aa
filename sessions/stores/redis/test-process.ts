import { type ChildProcess, spawn } from 'node:child_process'
import { startWatchdog, type Watchdog } from '../../../infra/local/watchdog'

/** A redis-server of a test, which may be broken; it dies with the test's process, whatever kills that. */
export type TestProcess = {
  /** Starts it (again), with what it has on disk; does not wait until it listens. @returns fails when there is no such program */
  start(): Promise<void>
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>
  /** While it is frozen (SIGSTOP), connections are accepted by the kernel and nothing answers. */
  freeze(): void
  thaw(): void
}

const running = new Set<number>()
let watchdog: Watchdog | undefined

/** @param args of its command line */
export function testProcess(args: readonly string[]): TestProcess {
  let child: ChildProcess | undefined
  let gone: Promise<unknown> = Promise.resolve()
  const signal = (name: NodeJS.Signals) => void child?.kill(name)
  return {
    start() {
      const mine = spawn(process.env.REDIS_SERVER ?? 'redis-server', args, { stdio: 'ignore' })
      child = mine
      watch(mine.pid, true)
      const started = new Promise<void>((resolve, reject) => mine.once('spawn', resolve).once('error', reject))
      started.catch(() => undefined) // for those who do not wait
      gone = new Promise<void>((resolve) => mine.once('exit', () => resolve()).once('error', () => resolve())).then(() =>
        watch(mine.pid, false),
      )
      return started
    },
    async kill() {
      signal('SIGKILL')
      await gone
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  }
}

/** Tells the watchdog who is to die with us. */
function watch(pid: number | undefined, isRunning: boolean): void {
  if (pid === undefined) return
  if (isRunning) running.add(pid)
  else running.delete(pid)
  watchdog ??= startWatchdog()
  watchdog.watch([...running])
}
