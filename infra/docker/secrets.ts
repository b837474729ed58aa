/**
 * The one-shot service `secrets`: keeps what must be secret in volumes, one for each service that reads it. A value in the environment is
 * taken; else the one that is there stays; else one is made. So the first start makes them, and no file in the repository, no image and no
 * `docker inspect` holds one.
 *
 * @module
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const FOLDER = '/run/secrets-of'
const LEAST = 16

type Secret = { readonly variable: string; readonly files: Readonly<Record<string, (value: string) => string>> }

const plain = (value: string) => value
const SECRETS: readonly Secret[] = [
  { variable: 'NEXTAUTH_SECRET', files: { 'web/nextauth-secret': plain } },
  { variable: 'POSTGRES_PASSWORD', files: { 'web/postgres-password': plain, 'postgres/password': plain } },
  { variable: 'REDIS_PASSWORD', files: { 'web/redis-password': plain, 'redis/redis.conf': (value) => `requirepass ${value}\n` } },
]

/** Checked before anything is written. Redis' configuration and addresses take these characters as they are. */
function given(variable: string, env: NodeJS.ProcessEnv): string | undefined {
  const value = env[variable]
  if (!value) return undefined
  if (/^[\w.~+/=-]+$/.test(value) && value.length >= LEAST) return value
  throw new Error(
    `${variable} must have at least ${LEAST} characters, out of A-Z a-z 0-9 . _ ~ + / = and -. Example: openssl rand -base64 32`,
  )
}

export function keepSecrets(env: NodeJS.ProcessEnv, folder = FOLDER): string[] {
  const taken = SECRETS.map(({ variable }) => given(variable, env))
  return SECRETS.map(({ variable, files }, index) => {
    const [first] = Object.keys(files)
    const known = read(path.join(folder, first as string))
    const value = taken[index] ?? known ?? randomBytes(32).toString('base64url')
    for (const [file, write] of Object.entries(files)) replace(path.join(folder, file), write(value))
    return `${variable}: ${taken[index] ? 'from the environment' : known ? 'kept' : 'made'}`
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
