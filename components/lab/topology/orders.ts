import type { FaultOrder, StoreKind } from '@/lab/contract'
import { replicaLetter } from '@/lab/names'

/** What a menu offers. `group`: several of one kind, shown in one row under that name. */
export type Offer = { readonly label: string; readonly short: string; readonly group: string | null; readonly order: FaultOrder }

const SLOW_MS = 200

/** What can be done to a replica; links to `peers` where the picture has them and they are whole. */
export function offersForReplica(replica: string, peers: readonly string[]): Offer[] {
  const plain = (kind: 'crash' | 'pause' | 'drain', label: string): Offer => ({
    label,
    short: label,
    group: null,
    order: { kind, replica },
  })
  return [
    plain('crash', 'Crash'),
    plain('pause', 'Pause'),
    plain('drain', 'Drain'),
    ...peers.map((peer): Offer => {
      const letter = replicaLetter(peer)
      return {
        label: `Cut the link to ${letter}`,
        short: letter,
        group: 'Cut the link to',
        order: { kind: 'cut', between: [replica, peer] },
      }
    }),
  ]
}

/** What can be done to a store. */
export function offersForStore(store: StoreKind): Offer[] {
  const slow = `Slow by ${SLOW_MS} ms`
  return [
    { label: slow, short: slow, group: null, order: { kind: 'slow-store', store, ms: SLOW_MS } },
    { label: 'Stop', short: 'Stop', group: null, order: { kind: 'stop-store', store } },
  ]
}
