/**
 * A stand-in for the stores that replicas keep among themselves: each is a memory of its own, and nothing is sent.
 *
 * @module
 */
import type { SessionStore, StoreOptions } from '../../session'
import { openMemoryStore } from '../memory'

/** How a member finds the others: a list that does not change, or a DNS name that answers all of them and is asked again and again. */
export type Peers =
  | { readonly kind: 'static'; readonly addresses: readonly string[] }
  | { readonly kind: 'dns'; readonly name: string; readonly port: number }

export type ClusterConfig = {
  readonly design: 'replicated' | 'primary-backup'
  /** May name this member too. */
  readonly peers: Peers
  readonly listen: { readonly host: string; readonly port: number }
  /** Shared by all members; at least 32 characters. */
  readonly secret: string
  readonly ack: 'none' | 'received' | 'applied'
  /** This replica's (REPLICA), for logs and counters. */
  readonly name: string
}

export type ClusterStore = SessionStore & {
  /** Resolves when this member has caught up with the others and serves; never rejects, and a lone member is ready at once. */
  readonly joined: Promise<void>
  /** Tells the others, and hands over what only this member holds; part of `close`, also callable before it. */
  leave(): Promise<void>
  /** Counters for `/api/metrics` and the Lab: flat numbers by name. */
  counters(): Readonly<Record<string, number>>
}

/** Opens one store for each config; they share one wire, each with a channel of its own. */
export function openClusterStores(configs: readonly ClusterConfig[], options: StoreOptions): ClusterStore[] {
  return configs.map(({ design }) =>
    Object.assign(openMemoryStore(options), {
      name: design,
      joined: Promise.resolve(),
      leave: async () => {},
      counters: () => ({ framesSent: 0, framesReceived: 0 }),
    }),
  )
}
