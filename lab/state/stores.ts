import type { ModeName, SessionStore } from '@/sessions'
import type { openedStores } from '@/sessions/request'
import type { StoreKind, StoreState } from '../contract'
import { modeOfStore, storeOf } from '../stores'
import { type SeenSet, serverSet } from './server-sets'
import { within } from './within'

const PATIENCE_MS = 700
/** Servers that hang are asked for half a second, and the first time one after the other. */
const SET_PATIENCE_MS = 950

/** A store before it is known whether its servers can be crashed. */
export type SeenStore = Omit<StoreState, 'set'> & { readonly set: SeenSet | null }

/** The stores beside the replicas that are open here. */
export function storesOf({ modes }: Pick<ReturnType<typeof openedStores>, 'modes'>): StoreKind[] {
  return (['redis', 'redis-ha', 'redis-cluster', 'postgres'] as const).filter((store) => modes.includes(modeOfStore(store)))
}

/** The stores beside the replicas, as this one reaches them. `id`: of the session at hand, in its mode. */
export function storeStates(
  stores: Pick<ReturnType<typeof openedStores>, 'modes' | 'storeFor'>,
  { mode, id }: { readonly mode: ModeName; readonly id: string | null },
): Promise<SeenStore[]> {
  return Promise.all(storesOf(stores).map((kind) => stateOf(kind, stores.storeFor(modeOfStore(kind)), storeOf(mode) === kind ? id : null)))
}

/** Whether it answers is asked each time; what it holds may be two seconds old. */
async function stateOf(name: StoreKind, store: SessionStore, id: string | null): Promise<SeenStore> {
  const begun = performance.now()
  const ping = within(PATIENCE_MS, store.ready(), false).then((reached) => ({ reached, ms: performance.now() - begun }))
  const measuring = store.measure?.() ?? Promise.reject(new Error('it cannot be measured'))
  const [{ reached, ms }, measure, set] = await Promise.all([
    ping,
    within(PATIENCE_MS, measuring, null),
    within(SET_PATIENCE_MS, serverSet(store, id), null),
  ])
  if (!reached) return { store: name, reached, sessions: null, memoryBytes: null, ms: null, set }
  return { store: name, reached, sessions: measure?.sessions ?? null, memoryBytes: measure?.memoryBytes ?? null, ms, set }
}
