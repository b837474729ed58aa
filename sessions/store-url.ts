import { CLUSTER_DESIGNS, type ClusterUrl, readClusterUrl } from './cluster-url'
import { SessionError } from './errors'
import { LAB, MODES } from './modes'

/** What a `SESSION_STORE` asks for. `url: null` for Postgres: the one in DATABASE_URL. */
export type StoreConfig =
  | { readonly kind: 'memory' }
  | { readonly kind: 'postgres'; readonly url: string | null }
  | { readonly kind: 'redis'; readonly url: string }
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
  replicated:?peers=dns:web:7600     in every replica (peers=host:port,host:port for a list; ack=none, received or applied)
  primary-backup:?peers=dns:web:7600 in two replicas each
  stateless:                         in a sealed cookie, with the keys of SESSION_KEYS
  lab:                               all of them, with DATABASE_URL, REDIS_URL, CLUSTER_PEERS and SESSION_KEYS; the browser chooses`

/** Schemes of modes that a later version brings: known, so that the message can say so. */
const LATER: ReadonlySet<string> = new Set(MODES.filter(({ available }) => !available).map(({ sessionStore }) => schemeOf(sessionStore)))

/**
 * Reads a `SESSION_STORE`.
 * @example parseSessionStoreUrl('redis://redis:6379') // { kind: 'redis', url: 'redis://redis:6379' }
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
  if (scheme === 'redis' || scheme === 'rediss') return { kind: 'redis', url: serverUrls({ SESSION_STORE: [text, REDIS] }).SESSION_STORE }
  const design = CLUSTER_DESIGNS.find((each) => each === scheme)
  if (design) {
    const { url, problems } = readClusterUrl(design, text.slice(scheme.length + 1))
    if (problems.length > 0) throw new InvalidStoreSettings(problems.join('\n'))
    return url
  }
  if (LATER.has(scheme)) throw new InvalidStoreSettings(`SESSION_STORE "${scheme}:" is not available in this version. ${RIGHT}`)
  throw new InvalidStoreSettings(`SESSION_STORE ${shown(text)} names no session store. ${RIGHT}`)
}

type Server = { readonly protocols: readonly string[]; readonly example: string; readonly path: RegExp }
export const POSTGRES: Server = {
  protocols: ['postgres:', 'postgresql:'],
  example: 'postgres://user:password@localhost:5432/hopcart',
  path: /^\/.+/,
}
export const REDIS: Server = { protocols: ['redis:', 'rediss:'], example: 'redis://localhost:6379', path: /^\/?\d*$/ }

/**
 * Checks addresses of servers, given by the name of the environment variable that each comes from.
 * @param others what else is wrong, to be told in the same message
 * @throws InvalidStoreSettings about all wrong ones, without any part of a value: it may hold a password.
 */
export function serverUrls<Name extends string>(
  asked: Readonly<Record<Name, readonly [value: string | undefined, server: Server]>>,
  others: readonly string[] = [],
): Record<Name, string> {
  const entries = Object.entries<readonly [string | undefined, Server]>(asked)
  const problems = entries
    .filter(([, [value, server]]) => !isAddress(value, server))
    .map(([name, [value, { example }]]) => `${name} ${value ? 'is not an address like' : 'is not set; it is an address like'} ${example}`)
  if (problems.length === 0 && others.length > 0) throw new InvalidStoreSettings(others.join('\n'))
  if (problems.length > 0)
    throw new InvalidStoreSettings(`${[...problems, ...others].join('\n')}\n(Special characters in a password are percent-encoded.)`)
  return Object.fromEntries(entries.map(([name, [value]]) => [name, value])) as Record<Name, string>
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
