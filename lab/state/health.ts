import type { openedStores } from '@/sessions/request'
import { within } from './within'

/** Whether a replica has all that it works with; for the supervisor, which measures how long healing takes. */
export type Health = {
  readonly stores: { readonly redis: boolean; readonly postgres: boolean }
  /** Members that this one takes for lost, in the cluster that misses most. */
  readonly lost: number
  /** Both stores answer, no member is lost, and this one serves in every cluster. */
  readonly isWhole: boolean
}

type Stores = Pick<ReturnType<typeof openedStores>, 'storeFor' | 'clusters'>

const PATIENCE_MS = 600

export async function healthHere({ storeFor, clusters }: Stores): Promise<Health> {
  const all = [...clusters.values()]
  const ready = [storeFor('redis'), storeFor('db'), ...all].map((store) => within(PATIENCE_MS, store.ready(), false))
  const [redis = false, postgres = false, ...members] = await Promise.all(ready)
  const lost = Math.max(0, ...all.map((store) => store.counters().members_lost ?? 0))
  return { stores: { redis, postgres }, lost, isWhole: redis && postgres && lost === 0 && members.every(Boolean) }
}
