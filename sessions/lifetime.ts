import type { Lifetime } from './session'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Default lifetimes (OWASP Session Management cheat sheet; NIST SP 800-63B-4 asks for an absolute end too). */
export const LIFETIMES = {
  guest: { idleMs: 7 * DAY, absoluteMs: 30 * DAY },
  signedIn: { idleMs: 30 * MINUTE, absoluteMs: 12 * HOUR },
  keptSignedIn: { idleMs: 14 * DAY, absoluteMs: 30 * DAY },
} as const satisfies Record<string, Lifetime>

/** How often, at most, a read slides the idle end: once per min(60 s, idle / 10), in milliseconds. */
export function slideIntervalMs(idleMs: number): number {
  return Math.min(MINUTE, Math.floor(idleMs / 10))
}
