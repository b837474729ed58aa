import type { Session } from '@/sessions'
import type { RequestSession } from '@/sessions/request'
import { quantitiesOf } from '@/shop/cart'
import { keepCart, putDownCart, takeBackCart } from '@/shop/saved-cart'
import { leavingName } from './saved-carts'

/** Signs out everywhere this session is known, and keeps its cart in the account. Does nothing for a guest: a stale tab's "Sign out" must not cost a cart. */
export async function signOut(session: RequestSession): Promise<void> {
  const current = await session.whole()
  if (!current) await session.makeSureOfEnd()
  if (!current?.userId) return
  const { id, userId } = current
  await endKeepingCart(session.mode, { ...current, userId }, () => session.end())
  session.log('sign-out', { session: id, user: userId })
}

/**
 * Ends a signed-in session so that its cart waits in the account. The cart is put down first, so that an end which cannot keep it does
 * not happen; what the session gained meanwhile is in the final lines that `end` answers. False: it had ended already.
 */
export async function endKeepingCart(
  mode: string,
  session: Session & { readonly userId: string },
  end: () => Promise<Session | null>,
): Promise<boolean> {
  const { userId } = session
  const leaving = leavingName(mode, session)
  const putDown = await putDownCart(userId, leaving, quantitiesOf(session))
  if (putDown === null) return (await end()) !== null // the account is gone, and so is where a cart could wait
  const last = await end()
  try {
    if (last) await keepCart(userId, leaving, quantitiesOf(last))
    else await takeBackCart(putDown)
  } catch (error) {
    // Ended is ended. The cart as it was put down is free in a minute, when a sign-in finds its session gone.
    console.error('A cart was kept as of a moment before its session ended:', error)
  }
  return last !== null
}
