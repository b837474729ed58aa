import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import path from 'node:path'

const MAX_BYTES = 5_000_000
const COLOURS = [34, 33, 32, 35, 36, 31]
/** Postgres and Redis tell much that is of no interest here: their files have all of it, the screen what is a problem. */
const NOISY = /^(postgres|redis|sentinel)\b/
/** Of the replicas the security log is for the file only: `memory` alone writes a line whenever a replica does not know a cookie. */
const FOR_THE_FILE = /"log":"security"/
const PROBLEM = /\b(WARNING|ERROR|FATAL|PANIC)\b|^\S+ \d+ \w+ \d+ [\d:.]+ # /

export type Logs = {
  /** Where a process' lines go: its file, and the screen with its name before them. */
  lineOf(name: string): (line: string) => void
  close(): void
}

/** Moves a log that has grown large out of the way; `<name>.old.log` is the one before. Answers how many bytes are still in it. */
export function rotate(file: string): number {
  const bytes = existsSync(file) ? statSync(file).size : 0
  if (bytes <= MAX_BYTES) return bytes
  renameSync(file, file.replace(/\.log$/, '.old.log'))
  return 0
}

/** One file per process in `directory`; written at once, so that nothing is lost when we are killed. */
export function openLogs(directory: string, show: ((line: string) => void) | null): Logs {
  mkdirSync(directory, { recursive: true })
  const files = new Map<string, { file: number; bytes: number }>()
  const append = (name: string, text: string) => {
    try {
      const where = path.join(directory, `${name}.log`)
      const log = files.get(name) ?? { bytes: rotate(where), file: openSync(where, 'a') }
      files.set(name, log)
      log.bytes += writeSync(log.file, text)
      if (log.bytes > MAX_BYTES && files.delete(name)) closeSync(log.file)
    } catch {
      // a full disk must not take the stack down
    }
  }
  return {
    lineOf: (name) => (line) => {
      append(name, `${line}\n`)
      if (show && line.trim() !== '' && !FOR_THE_FILE.test(line) && (!NOISY.test(name) || PROBLEM.test(line)))
        show(`${label(name)} ${line}`)
    },
    close() {
      for (const { file } of files.values()) closeSync(file)
      files.clear()
    },
  }
}

/** `[web-1]`, in a colour of its own on a terminal. */
function label(name: string): string {
  if (!process.stdout.isTTY || process.env.NO_COLOR) return `[${name}]`
  const colour = COLOURS[[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % COLOURS.length]
  return `\u001b[${colour}m[${name}]\u001b[0m`
}
