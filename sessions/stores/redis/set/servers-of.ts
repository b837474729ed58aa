import { keptMeasure, type StoreServer, type StoreServers } from '../../../inspection'
import { isToken } from '../../../token'
import { slotOf } from '../key-slot'
import { sessionKey } from '../keys'
import { NO_VIA, type RedisNode, type RedisVia, throughVia } from '../nodes'
import type { RedisServers } from '../servers'
import { lookAtCluster } from './look-at-cluster'
import { lookAtSentinels, pongs } from './look-at-sentinels'

/** How long a look is good for: a page asks once a second, and a supervisor more often while something heals. */
const LOOK_MS = 400

type Look = Omit<StoreServers, 'keeper'> & { readonly keeperOf: (id: string | null) => string | null }

/**
 * Says of a store's servers who is what; see `SessionStore.servers`. Undefined for a single server. When none of those answers that would
 * know, who was what stays as they said last.
 */
export function serversOf(
  servers: RedisServers,
  via: RedisVia = NO_VIA,
): ((id: string | null) => Promise<StoreServers | null>) | undefined {
  if (servers.topology === 'single') return undefined
  let last: Look | null = null
  const way = (address: string): RedisNode => throughVia(parsed(address), via)
  /** Servers go on without their Sentinels. */
  const asked = async (each: StoreServer) => {
    const { address, role } = each
    return { ...each, reached: servers.topology === 'sentinel' && role !== 'sentinel' && (await pongs(way(address), servers)) }
  }
  const look = keptMeasure(async (): Promise<Look | null> => {
    const known = new Set(last?.servers.flatMap(({ role, address }) => (role === 'sentinel' ? [] : [address])))
    const found = servers.topology === 'cluster' ? await clusterLook(servers, known, way) : await sentinelLook(servers, known, way)
    if (found) last = { ...found, servers: found.servers.toSorted(byAddress) }
    else if (last) last = { ...last, servers: await Promise.all(last.servers.map(asked)) }
    return last
  }, LOOK_MS)
  return async (id) => {
    const found = await look()
    if (!found) return null
    const { keeperOf, ...told } = found
    return { ...told, keeper: keeperOf(id) }
  }
}

async function clusterLook(servers: RedisServers, known: ReadonlySet<string>, way: (address: string) => RedisNode): Promise<Look | null> {
  const found = await lookAtCluster(servers, known, way)
  return found && { ...found, keeperOf: (id) => (id !== null && isToken(id) ? found.keeperOf(slotOf(sessionKey(id))) : null) }
}

async function sentinelLook(...asked: Parameters<typeof lookAtSentinels>): Promise<Look | null> {
  const found = await lookAtSentinels(...asked)
  if (!found) return null
  const { master, ...told } = found
  return { ...told, keeperOf: () => master }
}

/** The servers' own addresses are `host:port`, IPv6 without brackets. */
function parsed(address: string): RedisNode {
  const colon = address.lastIndexOf(':')
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) }
}

function byAddress(a: StoreServer, b: StoreServer): number {
  return a.address.localeCompare(b.address, 'en', { numeric: true })
}
