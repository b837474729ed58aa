import type { Session } from '../index'
import { sessionSettings } from './settings'
import { isKept } from './token-age'

/** What is left of a signed-in session, as durations: a browser's clock may be wrong. */
export type SessionLife = {
  /** Milliseconds until it ends if nobody does anything. */
  readonly endsInMs: number
  /** Whether a request moves that end; false when the absolute end is what comes next. */
  readonly canStay: boolean
  /** Milliseconds before the end from which on its owner should know. */
  readonly warnMs: number
}

const MOST_WARN_MS = 120_000

/** The life of a signed-in session by this replica's clock; null for a guest's and for none. `now` is milliseconds since the epoch. */
export function lifeOf(session: Session | null, now = Date.now()): SessionLife | null {
  if (!session?.userId) return null
  const { signedIn, kept } = sessionSettings()
  const { idleMs, absoluteMs } = isKept(session) ? kept : signedIn
  return {
    endsInMs: Math.max(0, session.expiresAt - now),
    canStay: session.expiresAt < session.createdAt + absoluteMs,
    warnMs: Math.min(MOST_WARN_MS, Math.floor(idleMs / 3)),
  }
}
