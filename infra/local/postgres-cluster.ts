import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import type { PostgresUser } from './postgres-user'
import { Problem } from './problem'

/** A data directory of Postgres and the password of its owner {@link CLUSTER_USER}, which never leaves this machine. */
export type Cluster = { readonly directory: string; readonly password: string }

export const CLUSTER_USER = 'hopcart'

/** The cluster in `parent`, made at first use: whole or not at all, since it is renamed when it is complete. */
export async function openCluster(parent: string, binaries: string, user: PostgresUser): Promise<Cluster> {
  const directory = path.join(parent, 'cluster')
  const passwordFile = path.join(parent, 'password')
  if (!existsSync(directory)) {
    writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 })
    if (user.uid !== undefined && user.gid !== undefined) chownSync(passwordFile, user.uid, user.gid)
    const half = `${directory}.new`
    rmSync(half, { recursive: true, force: true })
    await initialise(half, passwordFile, binaries, user)
    renameSync(half, directory)
  }
  await checkVersion(directory, binaries)
  return { directory, password: readFileSync(passwordFile, 'utf8') }
}

async function initialise(directory: string, passwordFile: string, binaries: string, user: PostgresUser): Promise<void> {
  const access = [`--username=${CLUSTER_USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  // Postgres' own locale: the same order and upper case on every system, whatever locales that one has installed.
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const options = { ...user, cwd: path.dirname(directory), env: { ...process.env, LC_ALL: 'C' } }
  try {
    await promisify(execFile)(path.join(binaries, 'initdb'), [`--pgdata=${directory}`, ...access, ...locale], options)
  } catch (cause) {
    const { stderr } = cause as { stderr?: string }
    throw new Problem(`Postgres could not make its data directory ${directory}: ${stderr?.trim() || cause}`, 1, { cause })
  }
}

/** Postgres reads the files of its own major version only. */
async function checkVersion(directory: string, binaries: string): Promise<void> {
  const made = readFileSync(path.join(directory, 'PG_VERSION'), 'utf8').trim()
  const { stdout } = await promisify(execFile)(path.join(binaries, 'postgres'), ['--version'])
  if (stdout.includes(` ${made}.`)) return
  const parent = path.dirname(directory)
  throw new Problem(
    `${parent} was made by Postgres ${made}, and this is ${stdout.trim()}. Remove that directory: it is made and seeded again.`,
  )
}
