/**
 * What the Lab's page and the replicas say to each other, as JSON; a browser may load this file.
 *
 * - `GET /api/lab/state?since=<cursor>` → {@link LabState}: everything that the page shows, of all replicas, for this browser. The mode of the
 *   x-ray is the one that the balancer decides, as for every request (`X-Hopcart-Mode`), the shopper's too (`X-Hopcart-Shopper`).
 * - `POST /api/lab/faults` {@link FaultOrder} → 201 {@link Fault}; 404 unknown replica or server, 409 nobody would be left to answer, or
 *   servers that cannot be crashed here, 422.
 * - `DELETE /api/lab/faults` undoes all of them, `DELETE /api/lab/faults/{id}` one; both answer `{ faults }`.
 * - `POST /api/lab/thief` {@link ThiefOrder} → {@link Loot} or {@link ThiefReport}.
 *
 * Times are milliseconds since the epoch unless their name ends with `Ms`. All of it exists with `SESSION_STORE=lab:` only.
 *
 * @module
 */
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
export type ServerState = {
  /** `redis-ha-1` */
  readonly name: string
  readonly role: 'master' | 'replica' | 'sentinel'
  readonly reached: boolean
  /** Of a replica: its master's name; null where none is known. */
  readonly of: string | null
  /** Of a master of a cluster: how many of the 16,384 slots it keeps. */
  readonly slots: number | null
}

export type ServerSet = {
  /** Ordered by name. */
  readonly servers: readonly ServerState[]
  /** The master that keeps the session at hand; without one, in a cluster null. */
  readonly keeper: string | null
  /** How often another server has taken over, as the servers number it: an attempt that nobody won has a number, too. */
  readonly failovers: number
  /** Whether {@link FaultOrder} `crash-master` can be done here: only by whoever runs the servers, as `npm start` does. */
  readonly canCrash: boolean
}

/** A session as one request left it, or as one place sees it. The id is a hash, never the token. */
export type SessionView = {
  readonly id: string
  readonly signedIn: boolean
  /** The account's name, where it could be looked up. */
  readonly user: string | null
  readonly cartCount: number
  readonly version: number
}

/** One request of this browser, as the replica that answered saw it. */
export type RequestRecord = {
  /** nginx's id of it; the same in `X-Hopcart-Way`. */
  readonly id: string
  /** When it reached the replica. */
  readonly at: number
  readonly replica: string
  readonly mode: ModeName
  /** 1, unless the page spoke for another of its shoppers. */
  readonly shopper: number
  readonly method: string
  /** The path, without its query. */
  readonly route: string
  readonly status: number
  readonly prefetch: boolean
  readonly totalMs: number
  /** In the session store; null when it was not asked. */
  readonly storeMs: number | null
  /** `['read', 'change']` */
  readonly calls: readonly string[]
  /** Whether the browser presented a session cookie. */
  readonly presented: boolean
  /** The session after the request; null: unknown here, or not asked for (`calls` is empty then). */
  readonly session: SessionView | null
  /** The store could not be reached. */
  readonly outage: boolean
}

/** Something that one replica sent another one about a session of this browser. */
export type Frame = {
  readonly at: number
  readonly mode: ModeName
  readonly from: string
  readonly to: string
  /** `forward`: a call for the one that decides · `replicate`: a change for a holder · `acknowledge` · `fetch` · `other` */
  readonly kind: 'forward' | 'replicate' | 'acknowledge' | 'fetch' | 'other'
  /** Until its answer; null where none is waited for. */
  readonly ms: number | null
  /** Whether it was answered (true where none is waited for). */
  readonly ok: boolean
  /** The session's id. */
  readonly session: string
}

/** `reader`: keeps nothing, asks the store each time. `proxy`: keeps nothing, and knows which replica does. `only`: nobody else knows it. */
export type Role = 'only' | 'primary' | 'backup' | 'proxy' | 'reader' | 'store' | 'cookie'

/** What one place says of the session. */
export type XRayView = {
  readonly place: { readonly replica: string } | { readonly store: StoreKind } | 'cookie'
  /** `unknown`: it answers, and there is no such session. `unreachable`: it does not answer, or cannot ask its store. */
  readonly state: 'known' | 'unknown' | 'unreachable'
  readonly role: Role
  readonly session:
    | (SessionView & {
        readonly cart: Readonly<Record<string, number>>
        readonly createdAt: number
        readonly lastSeenAt: number
        readonly expiresAt: number
      })
    | null
  /** How long it took to answer. */
  readonly ms: number
}

/** This browser's session in one mode, as every place sees it. `id` null: the browser presents none. */
export type XRay = { readonly mode: ModeName; readonly id: string | null; readonly at: number; readonly views: readonly XRayView[] }

export type FaultOrder =
  | { readonly kind: 'crash' | 'pause' | 'drain'; readonly replica: string }
  | { readonly kind: 'cut'; readonly between: readonly [string, string] }
  | { readonly kind: 'slow-store'; readonly store: StoreKind; readonly ms: number }
  | { readonly kind: 'stop-store'; readonly store: StoreKind }
  /** `server`: a master's name; without it the one that keeps the session at hand, or the first. In a {@link Fault} it is always there. */
  | { readonly kind: 'crash-master'; readonly store: SetKind; readonly server?: string | undefined }
  | { readonly kind: 'delay-replication'; readonly ms: number }

/** A fault, and how it ended. */
export type Fault = FaultOrder & {
  readonly id: string
  readonly began: number
  /** When it is undone by itself. */
  readonly ends: number
  /** When it was undone; null: it is still on. */
  readonly undone: number | null
  /** From then until everything concerned worked again, as measured; null: not yet. */
  readonly healedMs: number | null
}

export type LabState = {
  readonly at: number
  readonly answeredBy: string
  readonly replicas: readonly ReplicaState[]
  readonly stores: readonly StoreState[]
  readonly xray: XRay
  /** Those that are on, and the last ones that were. */
  readonly faults: readonly Fault[]
  /** Since the cursor, in the order of `at`. */
  readonly requests: readonly RequestRecord[]
  readonly frames: readonly Frame[]
  /** For `since` next time. */
  readonly cursor: string
}

/** A thief takes a copy of this browser's session cookie, and later uses it from elsewhere. */
export type ThiefOrder = { readonly do: 'steal' } | { readonly do: 'use'; readonly loot: string }
/** The copy, sealed, so that the page never sees a token; null: there was no cookie to take. */
export type Loot = { readonly loot: string | null }
/** What the shop answered the thief. */
export type ThiefReport = {
  readonly replica: string
  readonly status: number
  readonly user: string | null
  readonly cartCount: number
}

/** How long a fault lasts at most. */
export const FAULT_MS = 60_000
/** The header by which the Lab's page speaks for one of its shoppers, each with a session cookie and an affinity of their own. */
export const SHOPPER_HEADER = 'x-hopcart-shopper'
export const SHOPPERS = [1, 2, 3] as const
/**
 * What nginx adds to every answer in the lab, its own errors too: `<request id>; <addresses that it tried>; <what they answered>`, lists in
 * order. `4f…; 127.0.0.1:3002, 127.0.0.1:3001; 502, 200` had a second try. lab/traces/way.ts reads it, also what a further look at the list of
 * replicas adds (` : ` in place of `, `), and a try that found nobody (a name without a port).
 */
export const WAY_HEADER = 'x-hopcart-way'
