import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs'
import path from 'node:path'

const MAX_BYTES = 5_000_000
const COLOURS = [34, 33, 32, 35, 36, 31]
/** Postgres and Redis tell much that is of no interest here: their files have all of it, the screen what is a problem. */
const NOISY = new Set(['postgres', 'redis'])
const PROBLEM = /\b(WARNING|ERROR|FATAL|PANIC)\b|^\S+ \d+ \w+ \d+ [\d:.]+ # /

export type Logs = {
  /** Where a process' lines go: its file, and the screen with its name before them. */
  lineOf(name: string): (line: string) => void
  close(): Promise<void>
}

/** Moves a log that has grown large out of the way; `<name>.old.log` is the one before. Answers how many bytes are still in it. */
export function rotate(file: string): number {
  const bytes = existsSync(file) ? statSync(file).size : 0
  if (bytes <= MAX_BYTES) return bytes
  renameSync(file, file.replace(/\.log$/, '.old.log'))
  return 0
}

/** One file per process in `directory`; the one of the last start is kept as `<name>.old.log` when it has grown large. */
export function openLogs(directory: string, show: ((line: string) => void) | null): Logs {
  mkdirSync(directory, { recursive: true })
  const files = new Map<string, { stream: WriteStream; bytes: number }>()
  const open = (name: string) => {
    const file = path.join(directory, `${name}.log`)
    const bytes = rotate(file)
    const stream = createWriteStream(file, { flags: 'a' }).on('error', () => {}) // a full disk must not take the stack down
    return { stream, bytes }
  }
  const paint = (name: string) => {
    if (!process.stdout.isTTY || process.env.NO_COLOR) return `[${name}]`
    const colour = COLOURS[[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % COLOURS.length]
    return `\u001b[${colour}m[${name}]\u001b[0m`
  }
  return {
    lineOf: (name) => (line) => {
      const file = files.get(name) ?? open(name)
      files.set(name, file)
      file.stream.write(`${line}\n`)
      file.bytes += line.length + 1
      if (file.bytes > MAX_BYTES) {
        file.stream.end()
        files.delete(name)
      }
      if (show && line.trim() !== '' && (!NOISY.has(name) || PROBLEM.test(line))) show(`${paint(name)} ${line}`)
    },
    async close() {
      await Promise.all([...files.values()].map(({ stream }) => new Promise<void>((resolve) => stream.end(() => resolve()))))
      files.clear()
    },
  }
}
