import { SessionTooLarge, type Step } from '@/sessions'
import { newChangeId, type RequestSession } from '@/sessions/request'
import { type Account, assertOpen, findForSignIn, NOBODY } from '@/shop/accounts'
import { type Quantities, quantitiesOf } from '@/shop/cart'
import { ShopError } from '@/shop/errors'
import { tryPassword } from './attempt'
import { generationStep } from './forced-end'
import { rememberDevice } from './known-device'
import { cartsFor, sumOf, takeOverSteps } from './saved-carts'
import { signOut } from './sign-out'

/** What became of guest cart and saved cart; the shopper is told. */
type MergeReport = {
  /** How many things came from the account's saved cart. */
  fromAccount: number
  /** Products whose lines are less than guest cart and saved cart together: short, sold out, or no longer sold. */
  short: string[]
}

export type SignedIn = { account: Account; merged: MergeReport }
export type Credentials = { email: unknown; password: unknown; remember: boolean }

/** A user who may sign in, with a fence from before that was known. */
type Checked = { account: Account; fence: string; remember: boolean; generation: number }

/**
 * Signs in: fence first, then the password, so that whatever ends the user's sessions in between also ends this sign-in; then
 * {@link bindSession}. May be repeated after a lost answer. An address without an account costs and counts the same.
 * @returns null for a wrong address or password. @throws ShopError 401 when the user's sessions were ended meanwhile, 403 when the account
 * is closed, 429 after too many failed attempts
 */
export async function signIn(session: RequestSession, credentials: Credentials): Promise<SignedIn | null> {
  const { userId, check } = await findUnchecked(session, credentials)
  const checked = await tryPassword(session, { email: credentials.email, userId }, check)
  if (!checked) return null
  const signed = await bindSession(session, checked)
  await rememberDevice(checked.account.id, session)
  session.log('sign-in', { user: checked.account.id })
  return signed
}

/** Finds whom credentials are for and takes the fence; `check` answers null for a wrong address or password, and counts nothing. */
export async function findUnchecked(session: RequestSession, { email, password, remember }: Credentials) {
  const { account, check } = await findForSignIn(email)
  const fence = await session.fence(account?.id ?? NOBODY)
  const checked = async (): Promise<Checked | null> => {
    const fits = await check(password)
    if (!fits || !account) return null
    await assertOpen(account.id)
    return { account, fence, remember, generation: fits.generation }
  }
  return { userId: account?.id ?? null, check: checked }
}

/**
 * One atomic step in the session store that binds the user, merges guest cart and saved carts, and gives a new token. The saved
 * carts stay in the account until the new session is presented: an answer that never arrives takes nothing along.
 */
export async function bindSession(session: RequestSession, { account, fence, remember, generation }: Checked): Promise<SignedIn> {
  const before = await session.whole()
  const isOthers = Boolean(before?.userId && before.userId !== account.id)
  if (isOthers) await signOut(session)
  const current = isOthers ? null : before
  const carts = await cartsFor(account.id, current)
  const steps = await takeOverSteps(carts, quantitiesOf(current), { claim: newChangeId(), request: session.requestId })
  const enter = (taken: readonly Step[]) =>
    session.signIn({ userId: account.id, steps: [...taken, generationStep(generation)], fence, remember })
  // Where a session has little room, carts that do not fit beside the guest's wait on in the account.
  const renewed = await enter(steps).catch((error) => {
    if (error instanceof SessionTooLarge && steps.length > 0) return enter([])
    throw error
  })
  if (!renewed) throw new ShopError(401, 'sessions-ended', 'Not signed in', 'Your sessions were ended meanwhile. Sign in again.')
  return { account, merged: report(sumOf(carts), quantitiesOf(renewed.before), quantitiesOf(renewed.session)) }
}

function report(saved: Quantities, guest: Quantities, now: Quantities): MergeReport {
  let fromAccount = 0
  const short: string[] = []
  for (const [productId, quantity] of saved) {
    const held = now.get(productId) ?? 0
    const before = guest.get(productId) ?? 0
    fromAccount += Math.max(0, held - before)
    if (held < before + quantity) short.push(productId)
  }
  return { fromAccount, short }
}
