import type { LabState } from '../contract'
import { type Asked, collect, type Stores } from './collect'
import { merge, usersIn } from './merge'
import { namesOf } from './names'
import { knownReplicas } from './replicas'
import { storeStates } from './stores'

/**
 * Everything that the Lab's page shows, of all replicas and stores; takes about a second at most, whatever is down.
 * @param supervisors who knows which replicas there are
 */
export async function labState(asked: Asked, stores: Stores, supervisors = knownReplicas): Promise<LabState> {
  const [collected, beside] = await Promise.all([collect(asked, stores, supervisors), storeStates(stores, asked)])
  return merge(asked, collected, beside, await namesOf(usersIn(collected)))
}
