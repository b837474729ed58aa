import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'

export type Watchdog = {
  /** From now on these, and only these, die with us. */
  watch(pids: readonly number[]): void
  /** We stop things ourselves: forget all of them and go. */
  dismiss(): void
}

/** SIGTERM to all; SIGINT a second later is Postgres' "do not wait for your clients"; SIGKILL when ten seconds did not do. */
const SCRIPT = `
pids=
while read -r line; do pids=$line; done
alive() { for pid in $pids; do kill -0 "$pid" && return 0; done; return 1; }
alive || exit
kill -TERM $pids; sleep 1
alive && kill -INT $pids
i=0; while [ $i -lt 90 ] && alive; do sleep 0.1; i=$((i + 1)); done
alive && kill -KILL $pids`

/**
 * Ends our processes when we die without a chance to do it (kill -9, a crashed test runner). A shell waits on a pipe that only we hold
 * open: its end is our death.
 */
export function startWatchdog(): Watchdog {
  const shell = spawn('sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  shell.on('error', () => {})
  shell.stdin.on('error', () => {})
  shell.unref() // neither the shell nor the pipe keeps us running
  ;(shell.stdin as Socket).unref()
  return {
    watch: (pids) => void shell.stdin.write(`${pids.join(' ')}\n`),
    dismiss: () => void shell.stdin.end('\n'),
  }
}
