import { CLUSTER_DESIGNS, type ClusterUrl, readClusterUrl } from './cluster-url'
import { SessionError } from './errors'
import { LAB } from './modes'
import { type RedisVia, readVia } from './stores/redis/nodes'
import { isRedisScheme, REDIS_EXAMPLES, type RedisServers, readRedisUrl } from './stores/redis/servers'

/** What a `SESSION_STORE` asks for. `url: null` for Postgres: the one in DATABASE_URL. */
export type StoreConfig =
  | { readonly kind: 'memory' }
  | { readonly kind: 'postgres'; readonly url: string | null }
  | { readonly kind: 'redis'; readonly servers: RedisServers }
  | ClusterUrl
  | { readonly kind: 'stateless' }
  | { readonly kind: 'lab' }

/** The settings name no store that can be opened; the message lists what is wrong and what would be right, for whoever starts the server. */
export class InvalidStoreSettings extends SessionError {
  override readonly name = 'InvalidStoreSettings'
}

const RIGHT = `Right ones are:
  memory:                            in each replica's own memory
  postgres:                          in the database of DATABASE_URL (or postgres://user:password@host:5432/name)
  redis://redis:6379                 in Redis (redis://user:password@host:port/0; rediss:// for TLS)
  redis+sentinel://sentinel-1,…      in the Redis that Sentinels name (…?master=mymaster; rediss+sentinel:// for TLS)
  redis+cluster://redis-1,redis-2,…  in a Redis Cluster (some of its nodes; rediss+cluster:// for TLS)
  replicated:?peers=dns:web:7600     in every replica (peers=host:port,host:port for a list; ack=none, received or applied)
  primary-backup:?peers=dns:web:7600 in two replicas each
  stateless:                         in a sealed cookie, with the keys of SESSION_KEYS
  lab:                               all of them, with DATABASE_URL, REDIS_URL, CLUSTER_PEERS and SESSION_KEYS; the browser chooses`

/**
 * Reads a `SESSION_STORE`.
 * @example parseSessionStoreUrl('postgres://db/hopcart') // { kind: 'postgres', url: 'postgres://db/hopcart' }
 * @throws InvalidStoreSettings, which never repeats more of the value than its scheme: the rest may hold a password.
 */
export function parseSessionStoreUrl(value: string): StoreConfig {
  const text = value.trim()
  const scheme = schemeOf(text)
  if (text === 'memory:') return { kind: 'memory' }
  if (text === 'stateless:') return { kind: 'stateless' }
  if (text === LAB.sessionStore) return { kind: 'lab' }
  if (text === 'postgres:' || text === 'postgresql:') return { kind: 'postgres', url: null }
  if (scheme === 'postgres' || scheme === 'postgresql')
    return { kind: 'postgres', url: serverUrls({ SESSION_STORE: [text, POSTGRES] }).SESSION_STORE }
  if (isRedisScheme(`${scheme}:`)) return { kind: 'redis', servers: redisServers('SESSION_STORE', text) }
  const design = CLUSTER_DESIGNS.find((each) => each === scheme)
  if (design) {
    const { url, problems } = readClusterUrl(design, text.slice(scheme.length + 1))
    if (problems.length > 0) throw new InvalidStoreSettings(problems.join('\n'))
    return url
  }
  throw new InvalidStoreSettings(`SESSION_STORE ${shown(text)} names no session store. ${RIGHT}`)
}

type Server = { readonly protocols: readonly string[]; readonly example: string; readonly path: RegExp }
export const POSTGRES: Server = {
  protocols: ['postgres:', 'postgresql:'],
  example: 'postgres://user:password@localhost:5432/hopcart',
  path: /^\/.+/,
}

const ENCODED = '(Special characters in a password are percent-encoded.)'

/**
 * Checks addresses of servers, given by the name of the environment variable that each comes from.
 * @throws InvalidStoreSettings about all wrong ones, without any part of a value: it may hold a password.
 */
export function serverUrls<Name extends string>(
  asked: Readonly<Record<Name, readonly [value: string | undefined, server: Server]>>,
): Record<Name, string> {
  const entries = Object.entries<readonly [string | undefined, Server]>(asked)
  const problems = entries
    .filter(([, [value, server]]) => !isAddress(value, server))
    .map(([name, [value, { example }]]) => `${name} ${value ? 'is not an address like' : 'is not set; it is an address like'} ${example}`)
  const isSet = entries.some(([, [value]]) => value)
  if (problems.length > 0) throw new InvalidStoreSettings([...problems, ...(isSet ? [ENCODED] : [])].join('\n'))
  return Object.fromEntries(entries.map(([name, [value]]) => [name, value])) as Record<Name, string>
}

/**
 * Checks the URL of a Redis store.
 * @param name the environment variable that it comes from
 * @param topology the only one that may be there; else any
 * @throws InvalidStoreSettings without any part of the value: it may hold a password
 */
export function redisServers(name: string, value: string | undefined, topology?: RedisServers['topology']): RedisServers {
  const example = REDIS_EXAMPLES[topology ?? 'single']
  if (!value) throw new InvalidStoreSettings(`${name} is not set; it is an address like ${example}`)
  const read = readRedisUrl(value.trim())
  if ('problem' in read) throw new InvalidStoreSettings(`${name} ${read.problem}\n${ENCODED}`)
  if (topology && read.servers.topology !== topology) throw new InvalidStoreSettings(`${name} is not an address like ${example}`)
  return read.servers
}

/** Checks a `REDIS_VIA`. @throws InvalidStoreSettings */
export function redisVia(value = ''): RedisVia {
  const via = readVia(value)
  if (!via) throw new InvalidStoreSettings('REDIS_VIA is not like redis-1:6379>127.0.0.1:7401,redis-2:6379>127.0.0.1:7402')
  return via
}

function isAddress(value: string | undefined, { protocols, path }: Server): boolean {
  if (!value || !URL.canParse(value)) return false
  const { protocol, hostname, pathname, searchParams } = new URL(value)
  // Postgres on a socket: postgres:///hopcart?host=/var/run/postgresql
  return protocols.includes(protocol) && (hostname !== '' || searchParams.has('host')) && path.test(pathname)
}

function schemeOf(text: string): string {
  return /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? ''
}

/** As much of a wrong value as is safe to print: a bare word or a scheme. */
function shown(text: string): string {
  if (text === '') return 'is empty and'
  if (/^[a-z][a-z-]{0,19}$/i.test(text)) return `"${text}"`
  const scheme = schemeOf(text)
  return scheme ? `"${scheme.slice(0, 20)}:…"` : '(not shown: it may hold a password)'
}
