import { openClusterWire } from './cluster-wire'
import { RedisLink } from './link'
import type { RedisVia } from './nodes'
import type { RedisServers } from './servers'
import type { RedisWire } from './wire'

/**
 * The way to talk to these servers, whichever topology they have; it connects at first use.
 * @param name of the store, for `StoreUnavailable`
 */
export function openWire(name: string, servers: RedisServers, via: RedisVia): RedisWire {
  return servers.topology === 'cluster' ? openClusterWire(name, servers, via) : new RedisLink(name, servers, via)
}
