import type { RequestSession } from '@/sessions/request'
import { createAccount } from '@/shop/accounts'
import { ShopError } from '@/shop/errors'
import { bindSession, type Credentials, NOBODY, type SignedIn, signIn } from './sign-in'

/**
 * Opens an account and signs in to it. May be repeated: the same address with the right password signs in, since a second click
 * or a lost answer must not end at "there is an account with this address". @throws ShopError as createAccount and signIn do
 */
export async function signUp(session: RequestSession, { name, ...credentials }: Credentials & { name: unknown }): Promise<SignedIn> {
  const { email, password, remember } = credentials
  // The store is asked before there is an account, so that an outage leaves nothing half done.
  await session.fence(NOBODY)
  try {
    const account = await createAccount({ name, email, password })
    return await bindSession(session, { account, fence: await session.fence(account.id), remember })
  } catch (error) {
    if (!(error instanceof ShopError && error.code === 'email-taken')) throw error
    const signed = await signIn(session, credentials)
    if (signed) return signed
    throw error
  }
}
