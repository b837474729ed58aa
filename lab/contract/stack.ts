import type { StoreServer, StoreServers } from '@/sessions/inspection'
import type { ModeName } from '@/sessions/modes'

/** The stores beside the replicas; each mode that has one has one of its own. */
export type StoreKind = 'redis' | 'redis-ha' | 'redis-cluster' | 'postgres'
/** Those of several servers, of which another one takes over when a master dies. */
export type SetKind = 'redis-ha' | 'redis-cluster'

/** `silent`: its process runs, and it does not answer. */
export type Condition = 'up' | 'starting' | 'draining' | 'paused' | 'down' | 'silent'

/** How many sessions a replica holds in its own memory, as the one that decides on them and as a copy for another one. */
export type Holding = { readonly primary: number; readonly backup: number }

/** What a replica's near-cache has done since the replica started: reads answered from its own memory, and those that went to the store. */
export type NearCacheStatus = {
  readonly hits: number
  readonly misses: number
  /** Sessions that it keeps now. */
  readonly entries: number
  /** From a write until this replica heard that what it keeps is out of date, the median of the last ones; null before the first. */
  readonly lagMs: number | null
  /** Whether it hears of changes now; without that it answers nothing from memory. */
  readonly isOn: boolean
}

/** What a replica says of itself. */
export type ReplicaStatus = {
  readonly startedAt: number
  /** Requests of shoppers (no files, no calls of the Lab itself) answered since then, by mode. */
  readonly requests: Readonly<Partial<Record<ModeName, number>>>
  /** Resident memory. */
  readonly memoryBytes: number
  /** In the modes that keep sessions in replicas. */
  readonly sessions: Readonly<Partial<Record<ModeName, Holding>>>
  /** In the modes whose store has one, and where it is on (`near-cache=on`). */
  readonly nearCache: Readonly<Partial<Record<ModeName, NearCacheStatus>>>
  /** Replicas that this one takes for lost, by mode. */
  readonly lost: Readonly<Partial<Record<ModeName, number>>>
  /** From a change to its acknowledgement by another replica, the median of the last ones, by mode; absent before the first. */
  readonly lagMs: Readonly<Partial<Record<ModeName, number>>>
}

export type ReplicaState = {
  /** `web-1` */
  readonly name: string
  /** Where the balancer finds it, as `X-Hopcart-Way` names it: `127.0.0.1:3001`. */
  readonly addresses: readonly string[]
  readonly condition: Condition
  /** Null when it does not answer. */
  readonly status: ReplicaStatus | null
}

/** A store beside the replicas, asked by the replica that answers. */
export type StoreState = {
  readonly store: StoreKind
  readonly reached: boolean
  readonly sessions: number | null
  /** Redis: its whole memory. Postgres: the tables of sessions. */
  readonly memoryBytes: number | null
  /** How long that answer took. */
  readonly ms: number | null
  /** Of a store of several servers; null: it is one server, or they have not been found yet. */
  readonly set: ServerSet | null
}

/** One server of a store of several, as the replica that answers reaches it and as the servers themselves say. */
export type ServerState = Omit<StoreServer, 'address'> & {
  /** `redis-ha-1` */
  readonly name: string
}

export type ServerSet = Pick<StoreServers, 'failovers'> & {
  /** Ordered by name. Of a replica, `of` is its master's name. */
  readonly servers: readonly ServerState[]
  /** The master that keeps the session at hand; without one, in a cluster null. */
  readonly keeper: string | null
  /** Whether {@link FaultOrder} `crash-master` can be done here: only by whoever runs the servers, as `npm start` does. */
  readonly canCrash: boolean
}
