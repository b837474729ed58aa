import type { Client } from './client'

/** What is worth a line. Never an e-mail address, a password, a token or a whole address: who reads logs is not who may know them. */
export type SecurityEvent =
  | 'sign-in'
  | 'sign-in-refused'
  | 'throttled'
  | 'sign-out'
  | 'session-ended' // by its user, from another session
  | 'sessions-ended' // all of a user's but this one
  | 'forced-end' // by an operator
  | 'account-disabled'
  | 'account-enabled'
  | 'token-renewed'
  | 'unknown-token'
  | 'other-client'
  | 'foreign-origin'
  | 'password-changed'
  | 'email-changed'
  | 'account-opened'
  | 'account-deleted'
  | 'lines-left-out' // of an event that came too often

export type SecurityFacts = {
  readonly mode?: string
  /** The balancer's id of the request; its access log has the same. */
  readonly request?: string | null
  /** A session's id, which is a hash. */
  readonly session?: string | undefined
  readonly user?: string | undefined
  readonly client?: Pick<Client, 'browser' | 'network'>
  readonly [fact: string]: unknown
}

/** Writes one event as one line of JSON to standard output (OWASP ASVS 5.0, 16.3.1). */
export function logSecurity(event: SecurityEvent, facts: SecurityFacts): void {
  const { client, ...rest } = facts
  const shown = client && { browser: client.browser, network: client.network }
  console.log(
    JSON.stringify({ time: new Date().toISOString(), log: 'security', event, replica: process.env.REPLICA, ...rest, client: shown }),
  )
}

/** What every request of an old cookie repeats is told once in this time. */
const QUIET_MS = 60_000
const MOST_REMEMBERED = 1_000
const told = new Map<string, number>()

/** The same for events that come with every request: once a minute for each `key`, and within the event's budget. */
export function logSecurityOnce(key: string, event: SecurityEvent, facts: SecurityFacts): void {
  const now = Date.now()
  const last = told.get(key)
  if (last !== undefined && now - last < QUIET_MS) return
  told.delete(key)
  told.set(key, now)
  for (const oldest of told.keys()) {
    if (told.size <= MOST_REMEMBERED) break
    told.delete(oldest)
  }
  logSecurityWithin(event, facts)
}

/** So many lines a minute may strangers make a replica write of one event. */
const LINES_A_MINUTE = 60
/** Hung on globalThis: Next bundles routes apart, and each bundle would have a budget of its own. */
const holder = globalThis as typeof globalThis & { __hopcartLogLines?: Map<SecurityEvent, number> }

/** The same for what anybody can bring about as often as they like: up to a budget, and at the end of the minute how many lines were left out. */
export function logSecurityWithin(event: SecurityEvent, facts: SecurityFacts): void {
  holder.__hopcartLogLines ??= new Map()
  const lines = holder.__hopcartLogLines
  const count = (lines.get(event) ?? 0) + 1
  lines.set(event, count)
  if (count === 1) setTimeout(() => endMinute(lines, event), QUIET_MS).unref()
  if (count <= LINES_A_MINUTE) logSecurity(event, facts)
}

function endMinute(lines: Map<SecurityEvent, number>, event: SecurityEvent): void {
  const left = (lines.get(event) ?? 0) - LINES_A_MINUTE
  lines.delete(event)
  if (left > 0) logSecurity('lines-left-out', { of: event, count: left })
}
