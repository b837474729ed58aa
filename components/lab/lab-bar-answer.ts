import { goneWords, SIGNED_OUT } from '@/lab/anomalies/words'

/** What one replica said about this browser's session. */
export type LabAnswer = {
  mode: string
  replica: string
  /** False when the replica could not reach the session store: then the rest says nothing. */
  reached: boolean
  /** The session's id, which is safe to show; null when that replica knows of no session. */
  id: string | null
  signedIn: boolean
  cartCount: number
  /** Milliseconds since the epoch, as `at`; null without a session. */
  expiresAt: number | null
  at: number
}

/** What the shopper did since the answer before, so that their own doing is not called an anomaly. */
export type Doing = 'cart' | 'sign-out' | 'order'

/**
 * What vanished between two real answers in the same mode without the shopper asking for it: the user, or things of the
 * cart. Null when the second follows from the first, or when the session had simply run out.
 */
export function anomalyBetween(before: LabAnswer | null, after: LabAnswer, did: readonly Doing[]): string | null {
  if (!before?.reached || !after.reached || before.mode !== after.mode || did.includes('sign-out')) return null
  if (before.expiresAt !== null && before.expiresAt <= after.at) return null
  const gone = before.cartCount - after.cartCount
  const isCartGone = gone > 0 && did.length === 0
  const cart = isCartGone ? goneWords(before.cartCount, after.cartCount) : null
  const parts = [before.signedIn && !after.signedIn ? SIGNED_OUT : null, cart].filter(Boolean)
  return parts.length > 0 ? parts.join(', ') : null
}
