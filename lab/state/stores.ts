import type { SessionStore } from '@/sessions'
import type { openedStores } from '@/sessions/request'
import type { StoreKind, StoreState } from '../contract'
import { within } from './within'

const PATIENCE_MS = 700

/** The stores beside the replicas, as this one reaches them. */
export function storeStates({ storeFor }: Pick<ReturnType<typeof openedStores>, 'storeFor'>): Promise<StoreState[]> {
  return Promise.all([stateOf('redis', storeFor('redis')), stateOf('postgres', storeFor('db'))])
}

/** Whether it answers is asked each time; what it holds may be two seconds old. */
async function stateOf(name: StoreKind, store: SessionStore): Promise<StoreState> {
  const begun = performance.now()
  const ping = within(PATIENCE_MS, store.ready(), false).then((reached) => ({ reached, ms: performance.now() - begun }))
  const measuring = store.measure?.() ?? Promise.reject(new Error('it cannot be measured'))
  const [{ reached, ms }, measure] = await Promise.all([ping, within(PATIENCE_MS, measuring, null)])
  if (!reached) return { store: name, reached, sessions: null, memoryBytes: null, ms: null }
  return { store: name, reached, sessions: measure?.sessions ?? null, memoryBytes: measure?.memoryBytes ?? null, ms }
}
