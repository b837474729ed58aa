import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { send } from './foreign-process'

/** Variables for a process; NODE_ENV is one of them, and not required as Next's types would have it. */
export type Environment = Readonly<Record<string, string | undefined>>

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

export type ChildOptions = {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Environment
  readonly cwd?: string
  /** Root gives its rights up to this user (Postgres refuses to run as root). */
  readonly uid?: number
  readonly gid?: number
  readonly onLine?: (line: string) => void
  /** Told as soon as there is a process, long before it is ready: whoever must be able to end it cannot wait. */
  readonly onStart?: (child: Child) => void
}

/** A process that we started and that is ours to stop. */
export type Child = {
  readonly name: string
  readonly pid: number
  readonly exited: Promise<Exit>
  /** The end of its output, for the message when it dies. */
  lastLines(): readonly string[]
  kill(signal: NodeJS.Signals): void
  /** Asks with `signal`, insists with SIGKILL after `graceMs`; resolves when it is gone. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<Exit>
}

const LAST_LINES = 20

/** Starts a process in a session of its own, so that Ctrl-C reaches the launcher only and it can stop the stack in order. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, command, args, env, cwd, uid, gid, onLine, onStart } = options
  const process_ = spawn(command, args, { env: env as NodeJS.ProcessEnv, cwd, uid, gid, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise<Exit>((resolve) => {
    process_.once('close', (code, signal) => resolve({ code, signal })) // gone, and all that it said has been read
    process_.once('exit', (code, signal) => {
      if (process_.pid) send(-process_.pid, 'SIGKILL') // nginx's workers outlive a killed master and hold the port
      setTimeout(() => resolve({ code, signal }), 500).unref() // somebody else may hold its output open
    })
  })
  await new Promise<void>((resolve, reject) => {
    process_.once('spawn', resolve)
    process_.once('error', (cause) => reject(new Error(`${name} could not be started (${command}): ${cause.message}`, { cause })))
  })
  process_.on('error', () => {}) // a failed kill: the process is gone, `exited` tells
  const tail: string[] = []
  collectLines(process_, (line) => {
    tail.push(line)
    if (tail.length > LAST_LINES) tail.shift()
    onLine?.(line)
  })
  const kill = (signal: NodeJS.Signals) => void process_.kill(signal)
  const child: Child = {
    name,
    pid: process_.pid as number,
    exited,
    lastLines: () => tail,
    kill,
    async stop(signal, graceMs) {
      kill(signal)
      kill('SIGCONT') // a paused process takes no other signal
      const late = new AbortController()
      sleep(graceMs, undefined, { signal: late.signal }).then(
        () => kill('SIGKILL'),
        () => {},
      )
      const exit = await exited
      late.abort()
      return exit
    },
  }
  onStart?.(child)
  return child
}

function collectLines(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue
    let rest = ''
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line)
    })
    stream.on('end', () => rest && onLine(rest))
    stream.on('error', () => {})
  }
}

/** Repeats `check` until it answers true; fails when the child dies first or the time is up, with the child's last words. */
export async function untilReady(child: Child, check: () => Promise<boolean>, timeoutMs: number, everyMs = 50): Promise<void> {
  const deadline = Date.now() + timeoutMs
  let gone: Exit | undefined
  child.exited.then((exit) => {
    gone = exit
  })
  while (!(await check().catch(() => false))) {
    if (gone) throw new Error(`${child.name} stopped at once (${describeExit(gone)}).${said(child)}`)
    if (Date.now() > deadline) throw new Error(`${child.name} was not ready within ${timeoutMs / 1000} s.${said(child)}`)
    await sleep(everyMs)
  }
}

/** `exit code 1` or `SIGKILL`. */
export function describeExit({ code, signal }: Exit): string {
  return signal ?? `exit code ${code}`
}

function said(child: Child): string {
  const lines = child.lastLines()
  return lines.length === 0 ? '' : ` Its last lines:\n${lines.map((line) => `  ${line}`).join('\n')}`
}
