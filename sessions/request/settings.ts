import { LIFETIMES, type Lifetime } from '../index'

/** How long sessions of signed-in people live and how many they may have, as the environment says (web/environment.ts checks it). */
export type SessionSettings = {
  /** Ends with the browser. */
  readonly signedIn: Lifetime
  /** "Keep me signed in". */
  readonly kept: Lifetime
  /** A kept session gets a new token when its own is this old. */
  readonly renewMs: number
  /** The oldest ends when a sign-in goes beyond it. */
  readonly maxSessions: number | undefined
}

const DAY_SECONDS = 24 * 3600

/** The names and defaults (seconds) of the variables. */
export const SESSION_VARIABLES = {
  SESSION_IDLE_SECONDS: LIFETIMES.signedIn.idleMs / 1000,
  SESSION_ABSOLUTE_SECONDS: LIFETIMES.signedIn.absoluteMs / 1000,
  KEPT_SESSION_IDLE_SECONDS: LIFETIMES.keptSignedIn.idleMs / 1000,
  KEPT_SESSION_ABSOLUTE_SECONDS: LIFETIMES.keptSignedIn.absoluteMs / 1000,
  KEPT_SESSION_RENEW_SECONDS: DAY_SECONDS,
} as const

/** Reads them; what is not set has its default. */
export function sessionSettings(env: Readonly<Record<string, string | undefined>> = process.env): SessionSettings {
  const ms = (name: keyof typeof SESSION_VARIABLES) => Number(env[name] || SESSION_VARIABLES[name]) * 1000
  return {
    signedIn: { idleMs: ms('SESSION_IDLE_SECONDS'), absoluteMs: ms('SESSION_ABSOLUTE_SECONDS') },
    kept: { idleMs: ms('KEPT_SESSION_IDLE_SECONDS'), absoluteMs: ms('KEPT_SESSION_ABSOLUTE_SECONDS') },
    renewMs: ms('KEPT_SESSION_RENEW_SECONDS'),
    maxSessions: env.MAX_SESSIONS ? Number(env.MAX_SESSIONS) : undefined,
  }
}
