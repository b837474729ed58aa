import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Processes that an earlier launcher left behind, known by their pid only. A pid may meanwhile be anybody's,
 * so nothing is signalled whose command line does not name what we expect.
 */

/** The command line of a process, or null when there is none (a zombie counts as gone). */
export function commandOf(pid: number): string | null {
  if (!Number.isSafeInteger(pid) || pid <= 1) return null
  try {
    const out = execFileSync('ps', ['-o', 'stat=,args=', '-ww', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
    const line = out.trim()
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '')
  } catch {
    return null
  }
}

/** Whether `pid` lives and its command line contains `mark`. */
export function isRunning(pid: number, mark: string): boolean {
  return commandOf(pid)?.includes(mark) ?? false
}

/** Asks a process to end, insists after `graceMs`, and waits until it is gone. Call it only for a pid that {@link isRunning} has recognised. */
export async function stopPid(pid: number, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  send(pid, signal)
  const deadline = Date.now() + graceMs
  while (commandOf(pid) !== null && Date.now() < deadline) await sleep(50)
  if (commandOf(pid) === null) return
  send(pid, 'SIGKILL')
  for (let i = 0; i < 100 && commandOf(pid) !== null; i++) await sleep(20)
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // gone already
  }
}
