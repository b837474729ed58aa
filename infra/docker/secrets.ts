/**
 * The one-shot service `secrets`: keeps what must be secret in volumes, one for each service that reads it. A value in the environment is
 * taken; else the one that is there stays; else one is made. So the first start makes them, and no file in the repository, no image and no
 * `docker inspect` of a service that runs holds one. (A given one is in the settings of this service's own container, which has ended.)
 *
 * @module
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseSessionKeys } from '../../sessions/stores/stateless/keys'

const FOLDER = '/run/secrets-of'

type Secret = {
  readonly variable: string
  readonly fits: (value: string) => boolean
  /** What `fits` asks for, in words. */
  readonly must: string
  readonly make: () => string
  readonly files: Readonly<Record<string, (value: string) => string>>
}

const plain = (value: string) => value
/** Redis' configuration and addresses take these characters as they are. */
const text = (least: number) => ({
  fits: (value: string) => /^[\w.~+/=-]+$/.test(value) && value.length >= least,
  must: `have at least ${least} characters, out of A-Z a-z 0-9 . _ ~ + / = and -`,
  make: () => randomBytes(32).toString('base64url'),
})
/** What a replica asks of them is in web/environment.ts. */
const SECRETS: readonly Secret[] = [
  { variable: 'NEXTAUTH_SECRET', ...text(32), files: { 'web/nextauth-secret': plain } },
  {
    variable: 'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY',
    fits: (value) => /^[\w+/]{43}=$/.test(value) && Buffer.from(value, 'base64').length === 32,
    must: 'be 32 bytes in base64',
    make: () => randomBytes(32).toString('base64'),
    files: { 'web/server-actions-key': plain },
  },
  {
    variable: 'SESSION_KEYS',
    fits: areSessionKeys,
    must: 'be keys of 32 bytes or more in base64, separated by commas',
    make: () => randomBytes(32).toString('base64url'),
    files: { 'web/session-keys': plain },
  },
  { variable: 'POSTGRES_PASSWORD', ...text(16), files: { 'web/postgres-password': plain, 'postgres/password': plain } },
  {
    variable: 'REDIS_PASSWORD',
    ...text(16),
    files: { 'web/redis-password': plain, 'redis/redis.conf': (value) => `requirepass ${value}\n` },
  },
  { variable: 'CLUSTER_SECRET', ...text(32), files: { 'web/cluster-secret': plain } },
]

/** Which files hold each secret, by its variable: `web/nextauth-secret`, below the folder that the services know. */
export const SECRET_FILES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  SECRETS.map(({ variable, files }) => [variable, Object.keys(files)]),
)

function areSessionKeys(value: string): boolean {
  try {
    return parseSessionKeys(value).length > 0
  } catch {
    return false
  }
}

/** Checked before anything is written. */
function given({ variable, fits, must }: Secret, env: NodeJS.ProcessEnv): string | undefined {
  const value = env[variable]
  if (!value || fits(value)) return value || undefined
  throw new Error(`${variable} must ${must}. Example: openssl rand -base64 32`)
}

/**
 * Writes every secret to the files that its readers know, below `folder`; again is harmless.
 *
 * @returns a line for each: where its value is from, never the value
 * @throws when a given one does not fit; nothing is written then
 */
export function keepSecrets(env: NodeJS.ProcessEnv, folder = FOLDER): string[] {
  const taken = SECRETS.map((secret) => given(secret, env))
  return SECRETS.map(({ variable, fits, make, files }, index) => {
    const [first] = Object.keys(files)
    const there = read(path.join(folder, first as string))
    const kept = there && fits(there) ? there : undefined
    const value = taken[index] ?? kept ?? make()
    for (const [file, write] of Object.entries(files)) replace(path.join(folder, file), write(value))
    const made = there ? 'made anew: the one that was kept does not fit' : 'made'
    return `${variable}: ${taken[index] ? 'from the environment' : kept ? 'kept' : made}`
  })
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8') || undefined
  } catch {
    return undefined
  }
}

/** Readable by whatever user the service runs as: nobody else has the volume. */
function replace(file: string, content: string): void {
  rmSync(`${file}.new`, { force: true }) // of a run that was killed: nobody may write to it
  writeFileSync(`${file}.new`, content, { mode: 0o444 })
  renameSync(`${file}.new`, file)
}

if (process.argv[1]?.endsWith('/docker/secrets.mjs')) {
  try {
    console.log(keepSecrets(process.env).join('\n'))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
