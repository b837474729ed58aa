import { createHash } from 'node:crypto'
import { newChangeId, type RequestSession } from '@/sessions/request'
import { type Account, findForSignIn } from '@/shop/accounts'
import { mergeSteps, type Quantities, quantitiesOf } from '@/shop/cart'
import { claimSavedCarts, releaseSavedCarts, saveCart, settleSavedCarts } from '@/shop/saved-cart'

/** What became of guest cart and saved cart; the shopper is told. Lists hold product ids. */
type MergeReport = {
  /** How many things came from the account's saved cart. */
  fromAccount: number
  /** Lines that the stock did not cover in full. */
  capped: string[]
  /** How many saved lines are of products that are no longer sold. */
  gone: number
}

export type SignedIn = { account: Account; merged: MergeReport }
export type Credentials = { email: unknown; password: unknown; remember: boolean }

/** A sign-in whose password was right, not yet bound to a session. */
export type Checked = { account: Account; fence: string; remember: boolean }

/** Takes the fence, then checks the password: whatever ends the user's sessions in between also ends this sign-in. Null: refused. */
export async function checkCredentials(session: RequestSession, { email, password, remember }: Credentials): Promise<Checked | null> {
  const { account, check } = await findForSignIn(email)
  const fence = account ? await session.fence(account.id) : ''
  return (await check(password)) && account ? { account, fence, remember } : null
}

/**
 * Signs in: fence first, then the password, then one atomic step in the session store that binds the user, merges guest
 * cart and saved cart, and gives a new token. May be repeated after a lost answer.
 * @returns null for a wrong address or password, or when the sessions of the user were ended meanwhile.
 */
export async function signIn(session: RequestSession, credentials: Credentials): Promise<SignedIn | null> {
  const checked = await checkCredentials(session, credentials)
  return checked && bindSession(session, checked)
}

/** Signs a new account in, which has no password to check again. */
export async function signInNew(session: RequestSession, account: Account, remember: boolean): Promise<SignedIn | null> {
  return bindSession(session, { account, fence: await session.fence(account.id), remember })
}

/** Signs out everywhere this session is known, and keeps its cart in the account. */
export async function signOut(session: RequestSession): Promise<void> {
  const last = await session.end()
  if (last?.userId) await saveCart(last.userId, quantitiesOf(last))
}

/** Binds a checked user to the session of this request and merges the carts. Null: their sessions were ended meanwhile. */
export async function bindSession(session: RequestSession, { account, fence, remember }: Checked): Promise<SignedIn | null> {
  const current = await session.read()
  if (current?.userId && current.userId !== account.id) await signOut(session)
  const claim = claimOf(session)
  const saved = await claimSavedCarts(account.id, claim)
  try {
    const steps = await mergeSteps(saved)
    const renewed = await session.signIn({ userId: account.id, steps, fence, remember })
    if (!renewed) {
      await releaseSavedCarts(account.id, claim)
      return null
    }
    await settleSavedCarts(account.id, claim)
    return { account, merged: report(saved, quantitiesOf(renewed.before), quantitiesOf(renewed.session), steps.length) }
  } catch (error) {
    await releaseSavedCarts(account.id, claim).catch(() => {})
    throw error
  }
}

/** Two tries of one sign-in share the old token, and so the claim. */
function claimOf(session: RequestSession): string {
  const { sentToken } = session
  return sentToken === null ? newChangeId() : createHash('sha256').update(`claim ${sentToken}`).digest('base64url')
}

function report(saved: Quantities, guest: Quantities, now: Quantities, sold: number): MergeReport {
  let fromAccount = 0
  const capped: string[] = []
  for (const [productId, quantity] of saved) {
    const held = now.get(productId) ?? 0
    const before = guest.get(productId) ?? 0
    fromAccount += Math.max(0, held - before)
    if (held > 0 && held < before + quantity) capped.push(productId)
  }
  return { fromAccount, capped, gone: saved.size - sold }
}
