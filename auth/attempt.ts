import type { RequestSession } from '@/sessions/request'
import { ShopError } from '@/shop/errors'
import { knownDevice } from './known-device'
import { throttled } from './throttle'

/** Whose password this request tries: the e-mail address that was given, and the id of the account that has it, or null. */
type Target = { readonly email: unknown; readonly userId: string | null }

/**
 * A password check of this request, throttled, with a line in the security log where it fails or is not made.
 * @returns what the check answers; null or false is a failed attempt, and becomes null. @throws ShopError 429
 */
export async function tryPassword<T>(
  session: RequestSession,
  { email, userId }: Target,
  check: () => Promise<T | null | false>,
): Promise<T | null> {
  const { address, network } = session.client
  const account = typeof email === 'string' ? email.trim().toLowerCase() : ''
  const device = await knownDevice(userId)
  const user = userId ?? undefined
  try {
    const result = await throttled({ account, address, device }, check)
    if (result === null) session.log('sign-in-refused', { user })
    return result
  } catch (error) {
    if (error instanceof ShopError && error.status === 429) session.log('throttled', { user }, `throttled ${user} ${network}`)
    throw error
  }
}
