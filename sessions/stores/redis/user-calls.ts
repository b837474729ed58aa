import type { AttributeValue, Draft, Renewal, Session } from '../../session'
import { ALIAS_MS } from '../../session'
import type { Refusal, RenewedAs } from './answers'
import { encodeKey, encodeSteps, encodeValue, markOf, type Stored } from './codec'
import { type Issued, inMs } from './issue'
import type { RedisWire } from './wire'

/** How long Redis remembers a moved fence: nobody takes a day between asking for one and signing in with it. */
export const FENCE_MS = 24 * 3_600_000

/** A draft with the attributes that its change makes. */
export type Made = Draft & { readonly userId: string; readonly made: ReadonlyMap<string, AttributeValue> }

/** What concerns a user, and so two places: the user's fence and index, and the session. */
export interface UserCalls {
  /** Makes a session of a user; answers when, or why not. */
  create(issued: Issued, draft: Made): Promise<number | Refusal>
  /** Answers which session there is now, with the tokens that its fields are about; null where there is none, or why a step is refused. */
  renew(old: Issued | null, renewal: Renewal): Promise<RenewedAs | Refusal | null>
  /** @param mayFollow whether an alias leads on to its session */
  end(id: string, mayFollow: boolean): Promise<Session | null>
  /** A user's live sessions, in any order. */
  list(userId: string): Promise<Stored[]>
  endAll(userId: string, exceptId: string): Promise<number>
}

/** What both kinds of them need of the store. */
export type StoreParts = {
  readonly name: string
  readonly wire: RedisWire
  readonly offset: () => number
  /** A live session, or an alias. */
  readonly find: (operation: string, id: string) => Promise<Stored | null>
}

/** The arguments of the scripts that make a session. @param pass the fence, or when the session was admitted; '' for a guest */
export function createArgs(offset: number, id: string, draft: Draft & { made: Made['made'] }, pass: string): (string | number)[] {
  const { change, lifetime, userId = '', made } = draft
  const args = [offset, markOf(offset, change.steps), ...inMs(lifetime), id, userId, pass]
  for (const [key, value] of made) args.push(encodeKey(key), encodeValue(value))
  return args
}

/** The arguments of the scripts that renew one. @param pass the fence, or when the new session was admitted */
export function renewArgs(offset: number, renewal: Renewal, sealed: string, pass: string, maxSessions: number | ''): (string | number)[] {
  const { userId, steps, lifetime, grace, onlyLive } = renewal
  const args = [offset, userId, pass, sealed, grace === 'full' ? 'f' : 'p', ...inMs(lifetime), ALIAS_MS, maxSessions, onlyLive ? 1 : '']
  return encodeSteps(args, steps)
}

export function maxOf({ maxSessions }: Renewal): number | '' {
  return maxSessions === undefined ? '' : Math.max(1, maxSessions)
}
