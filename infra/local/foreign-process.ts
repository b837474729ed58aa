import { setTimeout as sleep } from 'node:timers/promises'
import { processes, processOf } from './process-table'

/**
 * Processes that an earlier launcher left behind, known by their pid only. A pid may meanwhile be anybody's,
 * so nothing is signalled whose command line or start time does not fit.
 */

/** The command line of a process, or null when there is none (a zombie counts as gone). */
export function commandOf(pid: number): string | null {
  return processOf(pid)?.command ?? null
}

/** When a process began, in milliseconds since the epoch, exact to a second or two; null when there is none. */
export function startedAt(pid: number): number | null {
  return processOf(pid)?.startedAt ?? null
}

/** Whether `pid` lives and its command line contains `mark`. */
export function isRunning(pid: number, mark: string): boolean {
  return commandOf(pid)?.includes(mark) ?? false
}

/** The processes whose parent is `pid`. */
export function childrenOf(pid: number): number[] {
  return processes().flatMap((each) => (each.parent === pid ? [each.pid] : []))
}

/** Asks a process to end, insists after `graceMs`, and waits until it is gone. Call it only for a pid that was recognised as ours. */
export async function stopPid(pid: number, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  send(pid, signal)
  send(pid, 'SIGCONT') // a paused process takes no other signal
  const deadline = Date.now() + graceMs
  while (commandOf(pid) !== null && Date.now() < deadline) await sleep(50)
  if (commandOf(pid) !== null) send(pid, 'SIGKILL')
  for (let i = 0; i < 100 && commandOf(pid) !== null; i++) await sleep(20)
  send(-pid, 'SIGKILL') // its process group: nginx's workers outlive a killed master and hold the port
}

/** Sends a signal to a process or (negative) a process group; one that is gone already is fine. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // gone already
  }
}
