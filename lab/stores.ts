import { type ModeName, modeOf } from '@/sessions/modes'
import type { SetKind, StoreKind } from './contract'

/** What people call the stores beside the replicas. */
export const STORE_NAMES = {
  redis: 'Redis',
  'redis-ha': 'Redis HA',
  'redis-cluster': 'Redis Cluster',
  postgres: 'Postgres',
} as const satisfies Record<StoreKind, string>

/** The store beside the replicas that keeps a mode's sessions; null: there is none. */
export function storeOf(mode: ModeName): StoreKind | null {
  if (mode === 'redis-ha' || mode === 'redis-cluster') return mode
  const { store } = modeOf(mode)
  return store === 'redis' || store === 'postgres' ? store : null
}

/** The mode whose sessions a store keeps. */
export function modeOfStore(store: StoreKind): ModeName {
  return store === 'postgres' ? 'db' : store
}

/** Whether a store has several servers, of which another one takes over. */
export function isSet(store: StoreKind): store is SetKind {
  return store === 'redis-ha' || store === 'redis-cluster'
}
