import type { ModeName } from '@/sessions/modes'
import type { RequestRecord, SessionView } from '../contract'

/** A record whose user has not been looked up yet. */
export type RawRecord = Omit<RequestRecord, 'session'> & {
  readonly session: (Omit<SessionView, 'user'> & { readonly userId: string | null }) | null
}

/** Stand-in. */
export function requestsOf(_visitor: string, after: number): { records: RawRecord[]; last: number } {
  return { records: [], last: after }
}

/** Stand-in. */
export function requestCounts(): Partial<Record<ModeName, number>> {
  return {}
}
