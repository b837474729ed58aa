import type { SessionStore } from '@/sessions'
import type { openedStores } from '@/sessions/request'
import type { StoreKind } from '../contract'
import { modeOfStore } from '../stores'
import { storesOf } from './stores'
import { within } from './within'

/** Whether a replica has all that it works with; for the supervisor, which measures how long healing takes. */
export type Health = {
  /** Of a store of several servers: whether it can be reached, and all of them. */
  readonly stores: Readonly<Partial<Record<StoreKind, boolean>>>
  /** Members that this one takes for lost, in the cluster that misses most. */
  readonly lost: number
  /** All stores answer, no member is lost, and this one serves in every cluster. */
  readonly isWhole: boolean
}

type Stores = Pick<ReturnType<typeof openedStores>, 'modes' | 'storeFor' | 'clusters'>

const PATIENCE_MS = 600

export async function healthHere({ modes, storeFor, clusters }: Stores): Promise<Health> {
  const all = [...clusters.values()]
  const kinds = storesOf({ modes })
  const [ready, members] = await Promise.all([
    Promise.all(kinds.map(async (kind) => [kind, await within(PATIENCE_MS, isAllThere(storeFor(modeOfStore(kind))), false)] as const)),
    Promise.all(all.map((store) => within(PATIENCE_MS, store.ready(), false))),
  ])
  const lost = Math.max(0, ...all.map((store) => store.counters().members_lost ?? 0))
  const isWhole = ready.every(([, isThere]) => isThere) && lost === 0 && members.every(Boolean)
  return { stores: Object.fromEntries(ready), lost, isWhole }
}

async function isAllThere(store: SessionStore): Promise<boolean> {
  const [isReady, set] = await Promise.all([store.ready(), store.servers?.(null)])
  return isReady && (set?.servers.every(({ reached }) => reached) ?? true)
}
