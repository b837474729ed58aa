import { LIFETIMES, type Session, type Step } from '../index'
import { sessionSettings } from './settings'

/** Set by sign-in when the shopper asked to stay signed in; decides whether the cookie outlives the browser. */
export const REMEMBER = 'remember'
/** When the token was made, in milliseconds by the replica's clock. */
const TOKEN_MADE = 'token:made'

/** "Keep me signed in". */
export function isKept({ attributes }: Session): boolean {
  return Boolean(attributes[REMEMBER])
}

/** How long the cookie of a session is kept by its browser, in milliseconds; null: until the browser ends. */
export function cookieLifeMs(session: Session): number | null {
  const lifetime = session.userId === null ? LIFETIMES.guest : isKept(session) ? sessionSettings().kept : null
  return lifetime?.absoluteMs ?? null
}

/** The step by which a session notes that its token is new. */
export function tokenMadeNow(): Step {
  return { set: TOKEN_MADE, value: Date.now() }
}

/** Whether a session is one that is kept, and its token due to be replaced (KEPT_SESSION_RENEW_SECONDS). */
export function isTokenOld(session: Session | null): boolean {
  if (!session?.userId || !isKept(session)) return false
  return Date.now() - Number(session.attributes[TOKEN_MADE] ?? session.createdAt) >= sessionSettings().renewMs
}
