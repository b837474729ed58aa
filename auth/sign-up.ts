import type { RequestSession } from '@/sessions/request'
import { type Account, createAccount, NOBODY } from '@/shop/accounts'
import { ShopError } from '@/shop/errors'
import { tryPassword } from './attempt'
import { rememberDevice } from './known-device'
import { bindSession, type Credentials, findUnchecked, type SignedIn } from './sign-in'

/**
 * Opens an account and signs in to it. May be repeated: the same address with the right password signs in, since a second click
 * or a lost answer must not end at "there is an account with this address". @throws ShopError as openAccount and signIn do
 */
export async function signUp(session: RequestSession, { name, ...credentials }: Credentials & { name: unknown }): Promise<SignedIn> {
  const { email, password, remember } = credentials
  // The store is asked before there is an account, so that an outage leaves nothing half done.
  await session.fence(NOBODY)
  const open = async () => {
    const account = await createAccount({ name, email, password })
    session.log('account-opened', { user: account.id })
    return { account, fence: await session.fence(account.id), remember, generation: 0 }
  }
  const checked = await unlessTaken(session, email, open, async () => (await findUnchecked(session, credentials)).check())
  const signed = await bindSession(session, checked)
  await rememberDevice(checked.account.id, session)
  session.log('sign-in', { user: checked.account.id })
  return signed
}

/** Opens an account. Fields name, email, password. @throws ShopError as createAccount does, and 429 after too many failed attempts */
export async function openAccount(session: RequestSession, input: unknown): Promise<Account> {
  const email = (input as { email?: unknown } | null)?.email
  return unlessTaken(
    session,
    email,
    () => createAccount(input),
    async () => null,
  )
}

/**
 * Gives an account its address: a new one, or one that moves. At a taken address `otherwise` may help; where it answers null the attempt
 * counts like a wrong password: it tells who has an account here, so nobody may ask for many, and nobody learns more once there were too many.
 */
export async function unlessTaken<T>(
  session: RequestSession,
  email: unknown,
  open: () => Promise<T>,
  otherwise: () => Promise<T | null>,
): Promise<T> {
  let taken: unknown
  const opened = await tryPassword(session, { email, userId: null }, async () => {
    try {
      return await open()
    } catch (error) {
      if (!(error instanceof ShopError && error.code === 'email-taken')) throw error
      taken = error
      return otherwise()
    }
  })
  if (opened === null) throw taken
  return opened
}
