import type { SessionStore } from '@/sessions'
import type { FaultOrder } from '../contract'
import { namesOfServers, serverSet } from '../state/server-sets'
import { STORE_NAMES } from '../stores'
import { FaultRefused } from './supervisor-call'

/**
 * The order with the name of the master that it is for: the one that is named, else the one that keeps the session at hand, else the first.
 * @param id of that session, where this store keeps it
 * @throws FaultRefused 404 for a server that there is not, 409 where it is no master that is up, or none is
 */
export async function withMaster(
  order: Extract<FaultOrder, { kind: 'crash-master' }>,
  store: Pick<SessionStore, 'servers'>,
  id: string | null,
  names = namesOfServers(),
): Promise<FaultOrder> {
  const set = await serverSet(store, id, names)
  const masters = set?.servers.filter(({ role, reached }) => role === 'master' && reached) ?? []
  const { server } = order
  if (server !== undefined) {
    const named = set?.servers.find(({ name }) => name === server)
    if (!named) throw new FaultRefused(404, `There is no server ${server} in ${STORE_NAMES[order.store]}.`)
    if (!named.reached) throw new FaultRefused(409, `${server} is down already.`)
    if (named.role !== 'master') throw new FaultRefused(409, `${server} is no master now.`)
    return order
  }
  const chosen = masters.find(({ name }) => name === set?.keeper) ?? masters[0]
  if (!chosen) throw new FaultRefused(409, `${STORE_NAMES[order.store]} has no master now that could be crashed. Try again in a moment.`)
  return { ...order, server: chosen.name }
}
