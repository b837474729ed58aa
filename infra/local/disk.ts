import { mkdirSync, statfsSync } from 'node:fs'
import { Problem } from './problem'

/** A build needs about 600 MB for a while; a new data directory about 60. */
export const BUILD_MB = 1_000
export const RUN_MB = 200

/** Says so before half of the work is done: a full disk shows in the oddest places. */
export function requireDisk(directory: string, megabytes: number): void {
  mkdirSync(directory, { recursive: true })
  const { bavail, bsize } = statfsSync(directory)
  const free = Math.floor((bavail * bsize) / 1_000_000)
  if (free >= megabytes) return
  throw new Problem(`The disk of ${directory} has ${free} MB left, and ${megabytes} MB are needed. Make room, then start again.`)
}
