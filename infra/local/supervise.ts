import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, describeExit, type Exit } from './child'
import { childrenOf, send } from './foreign-process'

export type SuperviseOptions = {
  readonly name: string
  /** Tells the child as soon as it exists, and may then wait until it is of use. */
  readonly spawn: (onStart: (child: Child) => void) => Promise<Child>
  /** Resolves when the child does its work; fails when it will not. */
  readonly ready?: (child: Child) => Promise<void>
  readonly stopWith: { readonly signal: NodeJS.Signals; readonly graceMs: number }
  /** Something about it has changed: write it down. */
  readonly onChange: () => void
  readonly say: (line: string) => void
}

export type Supervised = {
  readonly name: string
  pid(): number | null
  /** When it was started, in milliseconds since the epoch. */
  started(): number | null
  /** Whether it has been seen to do its work since then. */
  isReady(): boolean
  /** The first start; fails instead of trying again. */
  start(): Promise<void>
  kill(signal: NodeJS.Signals): void
  /** Ends it with `signal` and keeps it down until `start`; resolves when nothing of it is left, not even a start under way. */
  hold(signal: NodeJS.Signals): Promise<void>
  stop(): Promise<void>
  stopNow(): void
}

/** The second crash in a row is followed by a pause, the next by twice as long a one, … A kill from outside is no crash. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000
/** What has lived this long has recovered from its last crash. */
const RECOVERED_MS = 20_000

/** Keeps one process running: whenever it dies, it is started again at once; one that crashes in a loop gets pauses. */
export function supervise({ name, spawn, ready, stopWith, onChange, say }: SuperviseOptions): Supervised {
  let child: Child | null = null
  let began: number | null = null
  let isReady = false
  let wanted = false
  let crashes = 0
  let underWay: Promise<Child> | null = null

  const run = async (): Promise<Child> => {
    const since = Date.now()
    underWay = attempt(since)
    let mine: Child
    try {
      mine = await underWay
    } finally {
      underWay = null
    }
    void mine.exited.then((exit) => (wanted ? restart(mine, exit, Date.now() - since) : undefined))
    return mine
  }

  const attempt = async (since: number): Promise<Child> => {
    const mine = await spawn((starting) => {
      child = starting
      began = since
      onChange()
      void starting.exited.then(() => {
        child = began = null
        isReady = false
        onChange()
      })
      if (!wanted) void starting.stop(stopWith.signal, stopWith.graceMs) // whoever stopped us found nothing to stop yet
    })
    onChange() // what it has told meanwhile, such as its address
    try {
      if (!wanted) throw new Error(`${name} was stopped while it started.`)
      await ready?.(mine)
      isReady = child === mine
    } catch (error) {
      await mine.stop(stopWith.signal, stopWith.graceMs)
      throw error
    }
    return mine
  }

  const restart = async (dead: Child, exit: Exit, livedMs: number): Promise<void> => {
    const crashed = Boolean(exit.code) || exit.signal === 'SIGABRT' || exit.signal === 'SIGSEGV'
    crashes = crashed ? (livedMs > RECOVERED_MS ? 1 : crashes + 1) : 0
    say(`${name} (pid ${dead.pid}) ended with ${describeExit(exit)}; starting it again.`)
    if (crashed) for (const line of dead.lastLines()) say(`  ${line}`)
    for (;;) {
      if (crashes > 1) await sleep(Math.min(FIRST_PAUSE_MS * 2 ** (crashes - 2), LONGEST_PAUSE_MS))
      if (!wanted || child || underWay) return
      const before = Date.now()
      try {
        const { pid } = await run()
        return say(`${name} is back (pid ${pid}, ${((Date.now() - before) / 1000).toFixed(1)} s).`)
      } catch (error) {
        crashes++
        if (wanted) say(`${name} did not come back: ${(error as Error).message}`)
      }
    }
  }

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    wanted = false
    await child?.stop(signal, stopWith.graceMs)
    await underWay?.catch(() => {}) // fails because it was stopped, or ends what it has only just started
  }

  return {
    name,
    pid: () => child?.pid ?? null,
    started: () => began,
    isReady: () => isReady,
    async start() {
      wanted = true
      if (underWay) await underWay
      else if (!child) await run()
    },
    kill(signal) {
      if (!child) return
      // A paused postmaster alone would leave its back ends at work.
      if (signal === 'SIGSTOP' || signal === 'SIGCONT') for (const pid of childrenOf(child.pid)) send(pid, signal)
      child.kill(signal)
    },
    hold: end,
    stop: () => end(stopWith.signal),
    stopNow() {
      wanted = false
      // SIGQUIT is Postgres' word for at once; SIGKILL would leave its shared memory behind.
      child?.kill(name === 'postgres' ? 'SIGQUIT' : 'SIGKILL')
    },
  }
}
