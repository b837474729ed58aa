import { RedisLink } from './link'
import type { RedisVia } from './nodes'
import type { RedisServers } from './servers'
import type { RedisWire } from './wire'

/**
 * The way to talk to these servers, whichever topology they have; it connects at first use.
 * @param name of the store, for `StoreUnavailable`
 */
export function openWire(name: string, servers: RedisServers, via: RedisVia): RedisWire {
  if (servers.topology === 'cluster') throw new Error('redis+cluster: is not available in this version')
  return new RedisLink(name, servers, via)
}
