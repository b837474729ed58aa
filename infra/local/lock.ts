import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startedAt } from './foreign-process'

type Holder = { readonly pid: number; readonly started: number }

/**
 * A file that says who works here. It is stale when that process is gone or its pid belongs to a younger one.
 * @returns how to release it, or the pid of the holder.
 */
export function tryLock(file: string): (() => void) | number {
  mkdirSync(path.dirname(file), { recursive: true })
  const mine: Holder = { pid: process.pid, started: Math.round(performance.timeOrigin) }
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || tries > 5) throw error
    }
    const holder = readHolder(file)
    if (holder && lives(holder)) return holder.pid
    rmSync(file, { force: true })
  }
}

/** Waits for the lock: for work that somebody else is doing for us right now. */
export async function lock(file: string): Promise<() => void> {
  for (;;) {
    const answer = tryLock(file)
    if (typeof answer === 'function') return answer
    await sleep(200)
  }
}

function readHolder(file: string): Holder | null {
  try {
    const { pid, started } = JSON.parse(readFileSync(file, 'utf8'))
    return Number.isSafeInteger(pid) && Number.isFinite(started) ? { pid, started } : null
  } catch {
    return null
  }
}

function lives({ pid, started }: Holder): boolean {
  const since = startedAt(pid)
  return since !== null && Math.abs(since - started) < 5_000
}
