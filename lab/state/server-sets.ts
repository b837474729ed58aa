import type { SessionStore, StoreServers } from '@/sessions'
import type { ServerSet, ServerState } from '../contract'
import { type RedisServer, readServers } from '../faults/redis-servers'

/** A set before it is known whether its servers can be crashed. */
export type SeenSet = Omit<ServerSet, 'canCrash'>

/**
 * The servers of a store as people call them; null where it is a single one, or has not been found yet.
 * @param id of the session at hand, where this store keeps it
 */
export async function serverSet(
  { servers }: Pick<SessionStore, 'servers'>,
  id: string | null,
  names = namesOfServers(),
): Promise<SeenSet | null> {
  const found = (await servers?.(id)) ?? null
  return found && named(found, names)
}

/** What people call the server of an address; that itself where nobody has said. */
export function namesOfServers(listed = process.env.LAB_REDIS_SERVERS ?? ''): ReadonlyMap<string, string> {
  return new Map(readServers(listed).map(({ name, host, port }: RedisServer) => [`${host}:${port}`, name]))
}

function named({ servers, keeper, failovers }: StoreServers, names: ReadonlyMap<string, string>): SeenSet {
  const nameOf = (address: string | null) => (address === null ? null : (names.get(address) ?? address))
  const all = servers.map(({ address, of, ...rest }): ServerState => ({ name: nameOf(address) ?? address, ...rest, of: nameOf(of) }))
  return { servers: all.toSorted(byName), keeper: nameOf(keeper), failovers }
}

function byName(a: ServerState, b: ServerState): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true })
}
