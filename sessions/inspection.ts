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

/** How long a measure is good for, in milliseconds: several replicas, and several pages, ask again and again. */
const MEASURE_MS = 2_000

/** Keeps an answer for two seconds, and asks once for all who wait; a failure is told to those who waited, and not kept. */
export function keptMeasure(ask: () => Promise<Measure>): () => Promise<Measure> {
  let kept: { readonly answer: Promise<Measure>; readonly until: number } | undefined
  return () => {
    if (kept && performance.now() < kept.until) return kept.answer
    // Also while the answer is on its way, however long that takes.
    const answer = ask()
    const mine = { answer, until: Number.POSITIVE_INFINITY }
    kept = mine
    answer.then(
      () => {
        if (kept === mine) kept = { answer, until: performance.now() + MEASURE_MS }
      },
      () => {
        if (kept === mine) kept = undefined
      },
    )
    return answer
  }
}
