import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'

export type Watchdog = {
  /** From now on these, and only these, die with us. */
  watch(pids: readonly number[]): void
  /** We stop things ourselves: forget all of them and go. */
  dismiss(): void
}

/**
 * Ends our processes when we die without a chance to do it (kill -9, a crashed test runner). A shell waits on a pipe that only we hold
 * open: its end is our death. SIGTERM first, SIGKILL after three seconds.
 */
export function startWatchdog(): Watchdog {
  const script = `pids=; while read -r line; do pids=$line; done
    [ -z "$pids" ] && exit; kill -TERM $pids; i=0
    while [ $i -lt 30 ] && kill -0 $pids; do sleep 0.1; i=$((i+1)); done; kill -KILL $pids`
  const shell = spawn('sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  shell.on('error', () => {})
  shell.stdin.on('error', () => {})
  shell.unref() // neither the shell nor the pipe keeps us running
  ;(shell.stdin as Socket).unref()
  return {
    watch: (pids) => void shell.stdin.write(`${pids.join(' ')}\n`),
    dismiss: () => void shell.stdin.end('\n'),
  }
}
