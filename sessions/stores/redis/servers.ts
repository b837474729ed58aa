import type { ModeName } from '../../modes'
import { type RedisNode, readNodes } from './nodes'

/** Which Redis a store talks to, and how it is found; from the store's URL. */
export type RedisServers = {
  /** `single`: one server. `sentinel`: the master that Sentinels name. `cluster`: the masters of a Redis Cluster. */
  readonly topology: 'single' | 'sentinel' | 'cluster'
  /** Where to begin: the server itself, Sentinels, or any nodes of the cluster. */
  readonly nodes: readonly RedisNode[]
  /** What the Sentinels call the master; `sentinel` only. */
  readonly master: string
  readonly username: string | null
  readonly password: string | null
  /** 0 on a cluster, which has no other. */
  readonly database: number
  readonly tls: boolean
  /** Whether reads come from this process's memory, kept right by Redis. */
  readonly nearCache: boolean
  /** The most that it may take of this process's memory, in MiB. */
  readonly nearCacheMb: number
}

/** The mode that shows a store of this topology, and what it is called in messages, logs and Server-Timing. */
export const REDIS_MODES = { single: 'redis', sentinel: 'redis-ha', cluster: 'redis-cluster' } as const satisfies Record<
  RedisServers['topology'],
  ModeName
>

const SCHEMES: Readonly<Record<string, Pick<RedisServers, 'topology' | 'tls'>>> = {
  'redis:': { topology: 'single', tls: false },
  'rediss:': { topology: 'single', tls: true },
  'redis+sentinel:': { topology: 'sentinel', tls: false },
  'rediss+sentinel:': { topology: 'sentinel', tls: true },
  'redis+cluster:': { topology: 'cluster', tls: false },
  'rediss+cluster:': { topology: 'cluster', tls: true },
}
/** Whether a URL's scheme (in lower case, with its colon) is that of a Redis store. */
export const isRedisScheme = (scheme: string) => Object.hasOwn(SCHEMES, scheme)

const DEFAULT_NEAR_CACHE_MB = 32
const DEFAULT_PORT = { single: 6379, sentinel: 26379, cluster: 6379 } as const
export const REDIS_EXAMPLES = {
  single: 'redis://localhost:6379',
  sentinel: 'redis+sentinel://sentinel-1:26379,sentinel-2:26379?master=mymaster',
  cluster: 'redis+cluster://redis-1:6379,redis-2:6379',
} as const

/**
 * Reads the URL of a Redis store: `redis://[[user]:password@]host[:port][/database][?near-cache=on[&near-cache-mb=32]]`, `rediss://` for TLS. `redis+sentinel://`
 * takes the Sentinels' hosts, separated by commas, and `master=<name>` (else `mymaster`); `redis+cluster://` some of the cluster's nodes.
 * @returns the settings, or what is wrong, in words that repeat no part of the value: it may hold a password
 */
export function readRedisUrl(value: string): { servers: RedisServers } | { problem: string } {
  const [, scheme = '', authority = '', path = '', query = ''] = /^([a-z+]+:)\/\/([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?$/i.exec(value) ?? []
  const kind = SCHEMES[scheme.toLowerCase()]
  if (!kind) return { problem: `is not an address like ${REDIS_EXAMPLES.single}` }
  const { topology, tls } = kind
  const wrong = (what: string) => ({ problem: `${what}; it is an address like ${REDIS_EXAMPLES[topology]}` })
  const at = authority.lastIndexOf('@')
  const nodes = readNodes(authority.slice(at + 1), DEFAULT_PORT[topology])
  if (!nodes) return { problem: `is not an address like ${REDIS_EXAMPLES[topology]}` }
  if (topology === 'single' && nodes.length > 1) return wrong('names more than one server')
  const database = path.replace(/^\//, '')
  if (!/^\d{0,4}$/.test(database)) return wrong('has a path that is no database number')
  if (topology === 'cluster' && Number(database) !== 0) return wrong('names a database, and a cluster has only number 0')
  const settings = new URLSearchParams(query)
  const allowed = [...(topology === 'sentinel' ? ['master'] : []), 'near-cache', 'near-cache-mb']
  for (const name of settings.keys())
    if (!allowed.includes(name)) return wrong(`has a setting that there is not: only ${allowed.join(', ')}`)
  const nearCache = settings.get('near-cache') ?? 'off'
  if (nearCache !== 'on' && nearCache !== 'off') return wrong('has a near-cache that is neither on nor off')
  const nearCacheMb = Number(settings.get('near-cache-mb') ?? DEFAULT_NEAR_CACHE_MB)
  if (!Number.isInteger(nearCacheMb) || nearCacheMb < 1 || nearCacheMb > 4096)
    return wrong('has a near-cache-mb that is no whole number from 1 to 4096')
  const [username, password] = at < 0 ? [null, null] : credentials(authority.slice(0, at))
  if (username === undefined) return wrong('has a user or password whose special characters are not percent-encoded')
  const master = settings.get('master') || 'mymaster'
  const near = { nearCache: nearCache === 'on', nearCacheMb }
  return { servers: { topology, nodes, master, username, password, database: Number(database), tls, ...near } }
}

/** `[null, …]`: not given; `[undefined, …]`: not decodable. */
function credentials(text: string): [username: string | null | undefined, password: string | null] {
  const colon = text.indexOf(':')
  try {
    const [user, secret] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
    return [decodeURIComponent(user) || null, decodeURIComponent(secret) || null]
  } catch {
    return [undefined, null]
  }
}
