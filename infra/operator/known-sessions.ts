import { textTable } from '../../bench/table'
import { type ModeName, modeOf } from '../../sessions/modes'
import type { Answers } from './ask-replicas'

/** A session as a replica tells of it. */
export type ToldSession = {
  readonly mode: ModeName
  readonly id: string
  readonly userId: string | null
  readonly createdAt: string
  readonly lastSeenAt: string
  readonly expiresAt: string
  readonly device: string | null
  readonly network: string | null
  readonly cartCount: number
}

/** A session once, with the replicas that tell of it. */
type KnownSession = ToldSession & { readonly replicas: readonly string[] }

/** The sessions that the replicas tell of, each once, newest first. */
export function knownSessions({ answers }: Answers<{ readonly sessions: readonly ToldSession[] }>): KnownSession[] {
  const known = new Map<string, KnownSession>()
  for (const { replica, sessions } of answers)
    for (const session of sessions) {
      const name = `${session.mode} ${session.id}`
      known.set(name, { ...session, replicas: [...(known.get(name)?.replicas ?? []), replica] })
    }
  return [...known.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt))
}

/** The sessions as a table; with their replica only where a mode's replicas do not share them. */
export function sessionTable(sessions: readonly KnownSession[]): string {
  const isShared = ({ mode }: KnownSession) => modeOf(mode).promise.sharedAcrossReplicas === 'yes'
  const columns: [head: string, cell: (session: KnownSession) => string | number | null][] = [
    ['mode', ({ mode }) => mode],
    ['id', ({ id }) => id],
    ['device', ({ device }) => device],
    ['network', ({ network }) => network],
    ['created', ({ createdAt }) => minute(createdAt)],
    ['last seen', ({ lastSeenAt }) => minute(lastSeenAt)],
    ['expires', ({ expiresAt }) => minute(expiresAt)],
    ['in cart', ({ cartCount }) => cartCount],
  ]
  if (!sessions.every(isShared)) columns.splice(1, 0, ['replica', (session) => (isShared(session) ? 'all' : session.replicas.join(' '))])
  const head = columns.map(([name]) => name)
  return textTable([head, ...sessions.map((session) => columns.map(([, cell]) => printable(cell(session))))])
}

/** `2026-11-21 09:30Z` */
function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')}Z`
}

/** Devices name themselves: nothing of that may move a terminal's cursor. */
function printable(cell: string | number | null): string {
  return String(cell ?? '–').replace(/[\p{Cc}\p{Cf}]/gu, '?')
}
