import type { Session } from '@/sessions'
import type { RequestSession } from '@/sessions/request'
import * as changes from '@/shop/account-changes'
import type { Account } from '@/shop/accounts'
import { invalidInput } from '@/shop/errors'
import { tryPassword } from './attempt'
import { endEverywhere, endPastSessions } from './forced-end'
import { endOtherSessions } from './own-sessions'

/** A signed-in person who asks, and the password that they give to prove it (OWASP ASVS 5.0, 7.5.1). */
type Asked = { readonly own: Session & { readonly userId: string }; readonly account: Account; readonly currentPassword: unknown }

/** @throws ShopError 422 per field, 409, 429 */
export async function changeEmail(session: RequestSession, { account, currentPassword }: Asked, email: unknown): Promise<void> {
  await requirePassword(session, account, currentPassword)
  await changes.changeEmail(account.id, email)
  session.log('email-changed', { user: account.id })
}

/**
 * Sets a new password, ends all other sessions and gives this one a new token. Interrupted anywhere after the new password is set, no
 * older session is honoured any more. @throws ShopError 422 per field, 429
 */
export async function changePassword(session: RequestSession, { own, account, currentPassword }: Asked, password: unknown): Promise<void> {
  await requirePassword(session, account, currentPassword)
  // The store is asked before anything changes, so that an outage leaves nothing half done.
  await session.fence(account.id)
  const due = await changes.changePassword(account.id, password)
  session.log('password-changed', { user: account.id })
  const renewed = await session.renewToken('powerless')
  const mine = renewed?.session.id ?? own.id
  await endOtherSessions(session, { ...own, id: mine }).catch((error) => console.error('Carts of other sessions may be lost:', error))
  await endPastSessions(account.id, due, mine)
}

/** Closes the account for good: ends its sessions everywhere, this one included, then removes it. @throws ShopError 422, 429 */
export async function deleteAccount(session: RequestSession, { account, currentPassword }: Asked): Promise<void> {
  await requirePassword(session, account, currentPassword)
  await endEverywhere(account.id)
  await changes.removeAccount(account.id)
  session.log('account-deleted', { user: account.id })
  await session.end()
}

async function requirePassword(session: RequestSession, { id, email }: Account, given: unknown): Promise<void> {
  if (await tryPassword(session, { email, userId: id }, () => changes.isPasswordOf(id, given))) return
  throw invalidInput({ currentPassword: 'That is not your current password.' })
}
