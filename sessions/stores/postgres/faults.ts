import pg from 'pg'
import { ChangeConflict, InvalidChange, LimitExceeded, type SessionError } from '../../errors'

/** The migration's own error codes: the class SE is free for applications (the standard reserves those that begin with A to H). */
const CHANGE_CONFLICT = 'SE001'
const LIMIT_EXCEEDED = 'SE002'
const INVALID_CHANGE = 'SE003'
const REFUSALS: ReadonlySet<string> = new Set([CHANGE_CONFLICT, LIMIT_EXCEEDED, INVALID_CHANGE])

/** Serialization failure and deadlock: Postgres took the whole call back, and it may simply be repeated. */
const DEADLOCKS: ReadonlySet<string> = new Set(['40001', '40P01'])
/** A statement or a lock took too long. */
const TOO_LONG: ReadonlySet<string> = new Set(['57014', '55P03'])

const codeOf = (error: unknown): string => (error instanceof pg.DatabaseError && error.code) || ''

/** Whether a function refused the change by a rule, and all of it was taken back. */
export function isRefusal(error: unknown): error is pg.DatabaseError {
  return REFUSALS.has(codeOf(error))
}

export function isDeadlock(error: unknown): boolean {
  return DEADLOCKS.has(codeOf(error))
}

/**
 * Whether the connection is as good as before. All other errors drop it, also those that Postgres itself answers: it may be shutting
 * down (57P01), or be a replica now (25006), and a new connection may lead to the new primary.
 */
export function keepsConnection(error: unknown): boolean {
  return isRefusal(error) || isDeadlock(error) || TOO_LONG.has(codeOf(error))
}

/** It is only starting, or stopping; or what stands in front of it has lost it. */
const NOT_NOW = /^(57P03|08)/

/**
 * Whether Postgres cannot be reached, by why there was no connection to it. Not so when it answers (too many connections, another password), or when
 * this process's own connections are all busy. A connection that broke later says nothing yet: the next call tells whether a new one can be had.
 */
export function isPlaceAway(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return NOT_NOW.test(codeOf(error))
  return !(error instanceof Error && error.message === 'timeout exceeded when trying to connect')
}

/** What a refusal means to the caller. */
export function refusalOf({ code, message, detail }: pg.DatabaseError, changeId: string): SessionError {
  if (code === CHANGE_CONFLICT) return new ChangeConflict(changeId)
  if (code === INVALID_CHANGE) return new InvalidChange(message)
  const { key, current, max } = JSON.parse(detail ?? '{}') as { key: string; current: number; max: number }
  return new LimitExceeded(key, current, max)
}
