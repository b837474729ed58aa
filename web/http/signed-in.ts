import type { Session } from '@/sessions'
import type { RequestSession } from '@/sessions/request'
import { ShopError } from '@/shop/errors'

/** The session of a signed-in shopper. @throws ShopError 401 for everybody else */
export async function signedIn(session: RequestSession): Promise<Session & { userId: string }> {
  const current = await session.read()
  if (current?.userId) return { ...current, userId: current.userId }
  throw new ShopError(401, 'signed-out', 'Sign in first', 'This needs an account. Sign in and try again.')
}
