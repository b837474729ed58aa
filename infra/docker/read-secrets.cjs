/**
 * Puts the secrets that the service `secrets` keeps in files where the shop looks for them: into the environment. What was given there
 * already stays. A password is added only to the address of our own Postgres or Redis, and only where there is none.
 */
const { readFileSync } = require('node:fs')
const path = require('node:path')

const FOLDER = '/run/secrets-of/web'
/** Which file holds the password of which services, by their host names. */
const PASSWORDS = [
  { of: /^postgres$/, file: 'postgres-password' },
  { of: /^(redis|redis-ha-\d|sentinel-\d|redis-cluster-\d)$/, file: 'redis-password' },
]
/** Where an address stands that may be one of those. */
const ADDRESSES = ['DATABASE_URL', 'REDIS_URL', 'REDIS_HA_URL', 'REDIS_CLUSTER_URL', 'SESSION_STORE']

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
  for (const name of ADDRESSES) {
    // redis+sentinel://sentinel-1,sentinel-2:26379?master=mymaster: several hosts are no URL for URL.
    const [, scheme, user = '', hosts = '', rest] = /^([a-z+]+:\/\/)(?:([^@/?#]*)@)?([^@/?#]+)(.*)$/s.exec(env[name] ?? '') ?? []
    const named = hosts.split(',').map((host) => host.replace(/:\d+$/, ''))
    const ours = PASSWORDS.find(({ of }) => named.every((host) => of.test(host)))
    if (ours && !user.includes(':')) env[name] = `${scheme}${user}:${encodeURIComponent(read(ours.file))}@${hosts}${rest}`
  }
}

module.exports = { readSecrets }
