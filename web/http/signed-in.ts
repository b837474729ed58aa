import { accountOf } from '@/auth/forced-end'
import type { Session } from '@/sessions'
import type { RequestSession } from '@/sessions/request'
import type { AccountRecord } from '@/shop/accounts'
import { ShopError } from '@/shop/errors'

/** A shopper who is signed in, as far as this request can tell. */
export type SignedIn = { readonly own: Session & { readonly userId: string }; readonly account: AccountRecord }

/** The session and account of a signed-in shopper. @throws ShopError or BearerRefused 401 for everybody else */
export async function signedIn(session: RequestSession): Promise<SignedIn> {
  const current = await session.read()
  const account = await accountOf(current, session.mode)
  if (current && account) return { own: { ...current, userId: account.id }, account }
  if (await session.isOtherClient())
    throw new ShopError(
      401,
      'other-client',
      'Is it you?',
      'This session began in another browser or network. Sign in again to go on; the cart is still here.',
    )
  if (current?.userId) session.refuseUnknown() // its account is gone, closed, or has moved on
  throw new ShopError(401, 'signed-out', 'Sign in first', 'This needs an account. Sign in and try again.')
}
