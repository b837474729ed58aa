import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Made once per checkout: a new build or a restart must not sign anybody out. */
export type Secrets = {
  /** NEXT_SERVER_ACTIONS_ENCRYPTION_KEY, fixed at build: all replicas must decrypt what any of them encrypted. */
  readonly serverActionsKey: string
  /** NEXTAUTH_SECRET */
  readonly authSecret: string
  /** CLUSTER_SECRET */
  readonly clusterSecret: string
  /** SESSION_KEYS: what the mode `stateless` seals with. */
  readonly sessionKeys: string
}

/** Reads `secrets.json` in `directory`, adding what is missing. */
export function loadSecrets(directory: string): Secrets {
  const file = path.join(directory, 'secrets.json')
  const known = read(file)
  const secrets: Secrets = {
    serverActionsKey: known.serverActionsKey ?? randomBytes(32).toString('base64'),
    authSecret: known.authSecret ?? randomBytes(32).toString('base64url'),
    clusterSecret: known.clusterSecret ?? randomBytes(32).toString('base64url'),
    sessionKeys: known.sessionKeys ?? randomBytes(32).toString('base64url'),
  }
  if (known.serverActionsKey && known.authSecret && known.clusterSecret && known.sessionKeys) return secrets
  mkdirSync(directory, { recursive: true })
  const half = `${file}.${process.pid}`
  writeFileSync(half, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  renameSync(half, file)
  return secrets
}

function read(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}
