import type { Observation } from '@/lab/client/types'
import { LIFETIMES, slideIntervalMs } from '@/sessions/lifetime'
import { modeOf } from '@/sessions/modes'
import { doingOf, isWrite } from './doings'

/** What the answers so far have promised one shopper in one mode. */
export type Acknowledged = {
  /** When the answer that said so was there. */
  readonly since: number
  /** When this session was first and last seen. */
  readonly first: number
  readonly seen: number
  /** Null: no session, which is a promise too: nobody is signed in and the cart is empty. */
  readonly id: string | null
  readonly signedIn: boolean
  /** Null: not known, since something was taken out and the answer did not say what was left. */
  readonly cart: number | null
  readonly version: number
}

type Telling = Observation & { readonly session: NonNullable<Observation['session']> | null; readonly answeredAt: number }

/** Whether an answer says what became of the session. 202: what was asked for went to the session after it. */
export function isTelling(each: Observation): each is Telling {
  const { pending, answeredAt, status, outage, session } = each
  return !pending && answeredAt !== null && status !== null && status < 500 && status !== 202 && !outage && session !== undefined
}

/** In a sealed cookie nothing but the browser decides which session is the last one, and each change has a new id. */
export function isInBrowser({ mode }: Observation): boolean {
  return modeOf(mode).promise.durable === 'in-browser'
}

/** Whether a session may simply have run out before a request. */
export function mayHaveExpired({ signedIn, seen, first }: Acknowledged, at: number): boolean {
  const { idleMs, absoluteMs } = signedIn ? LIFETIMES.signedIn : LIFETIMES.guest
  return at - seen >= idleMs - slideIntervalMs(idleMs) || at - first >= absoluteMs
}

/** What is promised after one more answer; null: nothing is known any more. Answers are taken in as they came. */
export function afterAnswer(before: Acknowledged | null, each: Observation): Acknowledged | null {
  const doing = doingOf(each)
  if (!isTelling(each)) return withoutWord(before, each)
  const { answeredAt, session } = each
  const next: Acknowledged = {
    since: answeredAt,
    first: before !== null && session !== null && before.id === session.id ? before.first : answeredAt,
    seen: answeredAt,
    id: session?.id ?? null,
    signedIn: session?.signedIn ?? false,
    cart: session?.cartCount ?? 0,
    version: session?.version ?? 0,
  }
  if (before === null || doing === 'sign-in' || doing === 'sign-out') return next
  const beganAfter = each.at >= before.since
  if (isInBrowser(each)) return beganAfter || isWrite(each) ? next : before
  // That one place does not know the session changes nothing about what others have promised.
  if (session === null) return before.id === null ? next : before
  if (session.id !== before.id) return beganAfter || isWrite(each) || !each.presented ? next : before
  if (session.version >= before.version) return next
  // Whoever changes an older state goes on from there; of two changes at once the later version counts.
  return beganAfter && isWrite(each) ? next : { ...before, seen: answeredAt }
}

function withoutWord(before: Acknowledged | null, each: Observation): Acknowledged | null {
  if (each.pending) return before
  const doing = doingOf(each)
  if (doing === 'sign-in') return null
  if (doing === 'removal') return before && { ...before, cart: null }
  if (doing !== 'sign-out') return before
  if (each.status === null || each.status >= 500) return null
  const since = each.answeredAt ?? each.at
  return { since, first: since, seen: since, id: null, signedIn: false, cart: 0, version: 0 }
}
