import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** What this machine runs. Read from /proc where there is one (not every Linux has `ps`), else by `ps` (macOS). */
export type Process = {
  readonly pid: number
  readonly parent: number
  /** Milliseconds since the epoch, exact to a second or two. */
  readonly startedAt: number
  readonly command: string
}

const HAS_PROC = existsSync('/proc/self/stat')
/** Linux tells start times in these, whatever the kernel's own clock (proc(5)). */
const TICKS_PER_SECOND = 100

/** One process; null when there is none (a zombie counts as gone). */
export function processOf(pid: number): Process | null {
  if (!Number.isSafeInteger(pid) || pid <= 1) return null
  return HAS_PROC ? fromProc(pid) : (fromPs('-p', String(pid))[0] ?? null)
}

/** All of them. */
export function processes(): Process[] {
  if (!HAS_PROC) return fromPs('-ax')
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (fromProc(Number(name)) ?? []) : []))
}

function fromProc(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in parentheses and may have some itself.
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return null
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0+$/, '').replaceAll('\0', ' ')
    const ticks = Number(rest[17]) // field 22
    return { pid, parent: Number(parent), startedAt: bootedAt() + (ticks / TICKS_PER_SECOND) * 1000, command }
  } catch {
    return null
  }
}

function bootedAt(): number {
  return Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]) * 1000
}

function fromPs(...which: readonly string[]): Process[] {
  try {
    const env = { ...process.env, LC_ALL: 'C' } // the date in a form that Date.parse reads
    const args = ['-ww', ...which, '-o', 'pid=,ppid=,stat=,lstart=,args=']
    const rows = execFileSync('ps', args, { stdio: ['ignore', 'pipe', 'ignore'], env })
      .toString()
      .trim()
      .split('\n')
    return rows.flatMap((row) => {
      const [, pid, parent, state = '', date = '', command = ''] =
        /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(row) ?? []
      return pid && !state.startsWith('Z') ? [{ pid: Number(pid), parent: Number(parent), startedAt: Date.parse(date), command }] : []
    })
  } catch {
    return []
  }
}
