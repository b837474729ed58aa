import type { Session } from '@/sessions'
import type { RequestSession } from '@/sessions/request'
import * as changes from '@/shop/account-changes'
import { type Account, checkPassword, type PasswordCheck } from '@/shop/accounts'
import { invalidInput } from '@/shop/errors'
import { tryPassword } from './attempt'
import { endEverywhere, generationStep } from './forced-end'
import { rememberDevice } from './known-device'
import { endOthersInStores } from './own-sessions'
import { unlessTaken } from './sign-up'

/** A signed-in person who asks, and the password that they give to prove it (OWASP ASVS 5.0, 7.5.1). */
type Asked = { readonly own: Session & { readonly userId: string }; readonly account: Account; readonly currentPassword: unknown }

/** @throws ShopError 422 per field, 409, 429 */
export async function changeEmail(session: RequestSession, { account, currentPassword }: Asked, email: unknown): Promise<void> {
  await requirePassword(session, account, currentPassword)
  const change = async () => {
    await changes.changeEmail(account.id, email)
    return account
  }
  await unlessTaken(session, email, change, async () => null)
  session.log('email-changed', { user: account.id })
}

/**
 * Sets a new password, ends all other sessions and gives this one a new token. Interrupted anywhere after the new password is set, no
 * older session is honoured any more. @throws ShopError 422 per field, 429
 */
export async function changePassword(session: RequestSession, { own, account, currentPassword }: Asked, password: unknown): Promise<void> {
  // Before the password is looked at, as at a sign-in; and an outage then leaves nothing half done.
  const fence = await session.fence(account.id)
  const checked = await requirePassword(session, account, currentPassword)
  const generation = await changes.changePassword(account.id, checked, password)
  if (generation === null) throw notCurrent()
  session.log('password-changed', { user: account.id })
  const renewed = await session.renewToken({ grace: 'powerless', fence, steps: [generationStep(generation)] })
  try {
    await endOthersInStores(session, { ...own, id: renewed?.session.id ?? own.id })
  } catch (error) {
    console.error('Sessions from before a new password could not be ended yet; they are nobody’s:', error)
  }
  await rememberDevice(account.id, session)
}

/** Closes the account for good: ends its sessions everywhere, this one included, then removes it. @throws ShopError 422, 429 */
export async function deleteAccount(session: RequestSession, { account, currentPassword }: Asked): Promise<void> {
  await requirePassword(session, account, currentPassword)
  await endEverywhere(account.id)
  await changes.removeAccount(account.id)
  session.log('account-deleted', { user: account.id })
  await session.end()
}

async function requirePassword(session: RequestSession, { id, email }: Account, given: unknown): Promise<PasswordCheck> {
  const checked = await tryPassword(session, { email, userId: id }, () => checkPassword(id, given))
  if (checked) return checked
  throw notCurrent()
}

function notCurrent(): Error {
  return invalidInput({ currentPassword: 'That is not your current password.' })
}
