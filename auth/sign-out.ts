import type { RequestSession } from '@/sessions/request'
import { quantitiesOf } from '@/shop/cart'
import { keepCart, putDownCart, takeBackCart } from '@/shop/saved-cart'
import { leavingName } from './saved-carts'

/**
 * Signs out everywhere this session is known, and keeps its cart in the account. The cart is put down first, so that a sign-out
 * which cannot keep it does not happen; what the session gained meanwhile is in the final lines. Does nothing for a guest: a
 * stale tab's "Sign out" must not cost a cart.
 */
export async function signOut(session: RequestSession): Promise<void> {
  const current = await session.read()
  if (!current?.userId) return
  const { userId } = current
  const leaving = leavingName(session.mode, current)
  const putDown = await putDownCart(userId, leaving, quantitiesOf(current))
  const last = await session.end()
  try {
    if (last) await keepCart(userId, leaving, quantitiesOf(last))
    else await takeBackCart(putDown)
  } catch (error) {
    // Signed out is signed out. The cart as it was put down is free in a minute, when a sign-in finds its session gone.
    console.error('A cart was kept as of a moment before its sign-out:', error)
  }
}
