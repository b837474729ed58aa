import type { FaultOrder, StoreKind } from '@/lab/contract'
import { replicaLetter, replicaNumber } from '@/lab/names'
import { isSet } from '@/lab/stores'
import type { SetFacts } from './set-facts'

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

/** What can be done to a store; to a set of servers also a crash of each master that is up. */
export function offersForStore(store: StoreKind, set: SetFacts | null = null): Offer[] {
  const slow = `Slow by ${SLOW_MS} ms`
  return [
    { label: slow, short: slow, group: null, order: { kind: 'slow-store', store, ms: SLOW_MS } },
    { label: set ? 'Stop all of it' : 'Stop', short: 'Stop', group: null, order: { kind: 'stop-store', store } },
    ...(set && isSet(store) && set.canCrash ? crashes(store, set) : []),
  ]
}

function crashes(store: 'redis-ha' | 'redis-cluster', { rows, keeper }: SetFacts): Offer[] {
  const masters = rows.flatMap(({ master }) => (master?.role === 'master' && master.reached ? [master.name] : []))
  const crash = (server: string, what: string, group: string | null): Offer => ({
    label: what,
    short: String(replicaNumber(server)),
    group,
    order: { kind: 'crash-master', store, server },
  })
  if (store === 'redis-ha') return masters.map((name) => crash(name, `Crash the master, ${name}`, null))
  const own = masters.find((name) => name === keeper)
  return [
    ...(own ? [crash(own, 'Crash your session’s master', null)] : []),
    ...masters.map((name) => crash(name, `Crash ${name}`, 'Crash')),
  ]
}
