/**
 * What stores tell of themselves, for the Lab: optional parts of the interface, which no shopper's request uses. Nothing here slides an
 * end or changes anything.
 *
 * @module
 */
import type { Session } from './session'

/** How many live sessions this process holds: those that it decides on, and those that it keeps as a copy for another one. */
export type Held = { readonly primary: number; readonly backup: number }

/** `only`: nobody else knows its sessions. `proxy`: other members hold it. By the members that this one sees, also for an unknown session. */
export type LocalRole = 'only' | 'primary' | 'backup' | 'proxy'

/** One session, as this process itself holds it; null: it holds none, whatever others do. */
export type LocalLook = { readonly role: LocalRole; readonly session: Session | null }

/** The part of a store that is in this process's memory. */
export interface LocalPlace {
  held(): Held
  /** Looks in this process only: nobody is asked. The id of a session that has just been renewed leads to the one that took its place. */
  look(id: string): LocalLook
}

/** What a server holds. */
export type Measure = {
  /** Live ones. */
  readonly sessions: number
  /** Redis: of the whole server. Postgres: the tables of sessions with their indexes. */
  readonly memoryBytes: number
}

/** What a near-cache has counted since its store was opened, and how it is now. The hit rate is hits / (hits + misses). */
export type NearCacheCounters = {
  /** Servers whose invalidations are known to arrive now: reads of their sessions may come from memory. Of the others all go to the server. */
  readonly tracked: number
  /** Servers that there are: 1, or the masters of a cluster; 0 before the first connection. */
  readonly servers: number
  /** Reads answered from memory. */
  readonly hits: number
  /** Reads that memory could have answered and that went to the server. */
  readonly misses: number
  /** Reads that had to go to the server, because nothing told what their client had been shown, or they were to change something. */
  readonly passed: number
  /** Sessions that a server has said to be changed, whether they were in memory or not. */
  readonly invalidations: number
  /** Times that all of a server's sessions were forgotten: it said so (FLUSHALL), or a connection to it was lost or silent. */
  readonly flushes: number
  /** Sessions that made room for others. */
  readonly evictions: number
  /** Sessions in memory, the bytes that they take (estimated), and how many they may. */
  readonly entries: number
  readonly bytes: number
  readonly maxBytes: number
  /** From sending a write to its invalidation here, in milliseconds, over the last hundreds of heartbeats; null before the first. */
  readonly lagP50Ms: number | null
  readonly lagP99Ms: number | null
}

/** What this process knows of a server that keeps sessions, and has counted since it started. */
export type Outage = {
  /** It is known to be away: calls are refused without asking it. */
  readonly isAway: boolean
  /** For how many milliseconds; null: it is not away. */
  readonly forMs: number | null
  /** How often it was found to be away. */
  readonly opened: number
  /** Calls refused without asking. */
  readonly rejected: number
  /** Questions whether it is back. */
  readonly probes: number
}

/** One server of a store that has several. */
export type StoreServer = {
  /** As the servers announce it: `redis-ha-1:6379`. */
  readonly address: string
  readonly role: 'master' | 'replica' | 'sentinel'
  /** Whether it answers this process now. */
  readonly reached: boolean
  /** Of a replica: its master's address; null where none is known. */
  readonly of: string | null
  /** Of a master of a cluster: how many slots it keeps. */
  readonly slots: number | null
}

/** A store of several servers, as they themselves say who is what. */
export type StoreServers = {
  /** Ordered by address. */
  readonly servers: readonly StoreServer[]
  /** The address of the master that keeps the session asked for; null: in a cluster that of no session, or of a slot that nobody keeps. */
  readonly keeper: string | null
  /** The number of the last time that another server took over, counted from 0 when the servers were set up; an attempt that nobody won has one, too. */
  readonly failovers: number
}

/** How long a measure is good for, in milliseconds: several replicas, and several pages, ask again and again. */
const MEASURE_MS = 2_000

/** Keeps an answer for a while, and asks once for all who wait; a failure is told to those who waited, and not kept. */
export function keptMeasure<T = Measure>(ask: () => Promise<T>, forMs = MEASURE_MS): () => Promise<T> {
  let kept: { readonly answer: Promise<T>; readonly until: number } | undefined
  return () => {
    if (kept && performance.now() < kept.until) return kept.answer
    // Also while the answer is on its way, however long that takes.
    const answer = ask()
    const mine = { answer, until: Number.POSITIVE_INFINITY }
    kept = mine
    answer.then(
      () => {
        if (kept === mine) kept = { answer, until: performance.now() + forMs }
      },
      () => {
        if (kept === mine) kept = undefined
      },
    )
    return answer
  }
}
