import { readNodes } from '@/sessions/stores/redis/nodes'
import type { SetKind } from '../contract'

/** A server of a store of several, a Sentinel too. */
export type RedisServer = {
  /** `redis-ha-1`, `sentinel-1`, `redis-cluster-1`: how people call it. */
  readonly name: string
  /** Whose it is, by its name. */
  readonly set: SetKind
  readonly host: string
  readonly port: number
}

/**
 * Reads `LAB_REDIS_SERVERS`: all servers of the stores of several, as they announce themselves, so that the Lab can stand before each of them and
 * call them by their names. `redis-ha-1:6379,sentinel-1:26379,…`; where a host is no name, that goes before it: `redis-ha-1=127.0.0.1:7001`.
 * @throws RangeError for what is no such list
 */
export function readServers(text: string): RedisServer[] {
  return text
    .split(',')
    .filter(Boolean)
    .map((each) => {
      const [address = '', given] = each.split('=').reverse()
      const [node] = readNodes(address, 6379) ?? []
      const name = given ?? node?.host ?? ''
      const set = name.startsWith('redis-cluster') ? 'redis-cluster' : /^(redis-ha|sentinel)/.test(name) ? 'redis-ha' : null
      if (!node || !set) throw new RangeError(`LAB_REDIS_SERVERS names "${each}", which is no server like redis-ha-1:6379.`)
      return { name, set, ...node }
    })
}

/** As {@link readServers} reads it. */
export function writeServers(servers: readonly Pick<RedisServer, 'name' | 'host' | 'port'>[]): string {
  return servers.map(({ name, host, port }) => `${name}=${host}:${port}`).join(',')
}
