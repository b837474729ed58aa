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
  const cart = after.cartCount === 0 ? 'cart vanished' : `${gone} gone from the cart`
  const parts = [before.signedIn && !after.signedIn ? 'signed out' : null, isCartGone ? cart : null].filter(Boolean)
  return parts.length > 0 ? parts.join(', ') : null
}

/** The number at the end of a replica's name, 0 without one. */
export function replicaNumber(replica: string): number {
  return Number(/(\d+)$/.exec(replica)?.[1] ?? 0)
}

/** The replica's letter: web-1 is A, web-2 is B. Names of another shape are shown as they are. */
export function replicaLetter(replica: string): string {
  const number = replicaNumber(replica)
  return number > 0 && number <= 26 ? String.fromCharCode(64 + number) : replica
}

/** A session id as people can compare it: the first four and last two characters of its hash. */
export function shortId(id: string): string {
  const hash = id.slice(id.lastIndexOf('.') + 1)
  return hash.length > 8 ? `${hash.slice(0, 4)}…${hash.slice(-2)}` : hash
}
