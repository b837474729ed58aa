/**
 * Puts the secrets that the service `secrets` keeps in files where the shop looks for them: into the environment. What was given there
 * already stays. A password is added only to the address of our own Postgres or Redis, and only where there is none.
 */
const { readFileSync } = require('node:fs')
const path = require('node:path')

const FOLDER = '/run/secrets-of/web'
/** Which file holds the password of which service, by its host name. */
const PASSWORD_OF = { postgres: 'postgres-password', redis: 'redis-password' }

/** Where sessions may be in sealed cookies. */
const SEALS = new Set(['stateless:', 'lab:'])

function readSecrets(env = process.env, folder = FOLDER) {
  const read = (name) => {
    try {
      return readFileSync(path.join(folder, name), 'utf8').trim()
    } catch (cause) {
      throw new Error(`The secret ${name} is not in ${folder}: the service "secrets" puts it there. ${cause.message}`, { cause })
    }
  }
  env.NEXTAUTH_SECRET ||= read('nextauth-secret')
  env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ||= read('server-actions-key')
  env.CLUSTER_SECRET ||= read('cluster-secret')
  if (SEALS.has(env.SESSION_STORE)) env.SESSION_KEYS ||= read('session-keys')
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'SESSION_STORE']) {
    const value = env[name]
    if (!value || !URL.canParse(value)) continue
    const url = new URL(value)
    const file = PASSWORD_OF[url.hostname]
    if (!file || url.password) continue
    url.password = encodeURIComponent(read(file))
    env[name] = url.href
  }
}

module.exports = { readSecrets }
