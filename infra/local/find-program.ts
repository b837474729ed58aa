import { accessSync, constants } from 'node:fs'
import path from 'node:path'

/** Servers live in sbin on Debian, which a user's PATH leaves out; Homebrew has its own two places. */
const MORE_PLACES = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/opt/homebrew/bin', '/opt/homebrew/sbin']

/** The full path of a program, or null when it is not installed. */
export function findProgram(name: string): string | null {
  for (const place of [...(process.env.PATH ?? '').split(path.delimiter), ...MORE_PLACES]) {
    if (place === '') continue
    const file = path.join(place, name)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // not here
    }
  }
  return null
}
