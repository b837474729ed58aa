import type { Anomaly, Observation } from '@/lab/client/types'
import { replicaLetter } from '../names'
import { type Acknowledged, isInBrowser, isTelling, mayHaveExpired } from './acknowledged'
import { doingOf, mayHaveMet } from './doings'
import { CART_VANISHED, goneWords, SIGNED_OUT } from './words'

/** What is wrong with how a request was answered, or that it was not. */
export function troubleOnTheWay({ pending, status, replica, outage, tries }: Observation): Anomaly[] {
  if (pending) return []
  if (status === null || (replica === null && status >= 500 && status !== 503)) return [{ kind: 'lost', text: 'no answer' }]
  if (status === 503) return [{ kind: 'refused', text: outage && replica ? 'refused: store away' : 'refused' }]
  const failed = tries.slice(0, -1).map((each) => (each.replica ? replicaLetter(each.replica) : 'another'))
  if (failed.length === 0 || replica === null) return []
  const whom = [...new Set(failed)].join(' and ')
  return [{ kind: 'retried', text: `answered by ${replicaLetter(replica)} after ${whom} failed` }]
}

/**
 * What an answer lacks of what had been acknowledged before its request began.
 * @param doings the sign-ins, sign-outs and removals of the same shopper
 */
export function whatIsMissing(known: Acknowledged | null, each: Observation, doings: readonly Observation[]): Anomaly[] {
  // A browser that brings no cookie can expect nothing.
  if (known === null || !isTelling(each) || !each.presented || mayHaveExpired(known, each.at)) return []
  const doing = doingOf(each)
  const met = doings.filter((other) => mayHaveMet(each, other)).map(doingOf)
  if (doing === 'sign-out' || met.includes('sign-out') || met.includes('sign-in')) return []
  // Signing in again may be for another account.
  if (doing === 'sign-in' && known.signedIn) return []
  const { session } = each
  if (!isInBrowser(each) && session !== null && session.id === known.id) {
    if (session.version < known.version)
      return [{ kind: 'stale-read', text: `stale read: version ${session.version} after ${known.version}` }]
  }
  const isSignedOut = known.signedIn && !session?.signedIn
  const left = cartLoss(known, each)
  return [
    ...(isSignedOut ? [{ kind: 'signed-out', text: SIGNED_OUT } as const] : []),
    ...(left !== null && doing !== 'removal' && !met.includes('removal') ? [{ kind: 'cart-vanished', text: left } as const] : []),
  ]
}

/** What to call what is gone from the cart; null: nothing is. */
function cartLoss(known: Acknowledged, each: Observation): string | null {
  if (!known.cart) return null
  const { session } = each
  // Somebody who is not known gets a guest's session: what is in its cart was put there just now.
  if (session && !session.signedIn && session.id !== known.id && !isInBrowser(each)) return CART_VANISHED
  const count = session?.cartCount ?? 0
  return count < known.cart ? goneWords(known.cart, count) : null
}
