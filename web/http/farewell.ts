import { deleteAccount } from '@/auth/change-account'
import { signOut } from '@/auth/sign-out'
import type { RequestSession } from '@/sessions/request'
import { carryRefusal } from '@/web/actions/refusal'
import { readForm } from './body'
import { isAway } from './is-away'
import { problemText } from './problem'
import { signedIn } from './signed-in'

/**
 * What every answer to a sign-out and to a deletion of the account carries (OWASP ASVS 5.0, 14.3.1): the browser forgets the pages and
 * notes that it keeps of this site. Not "cookies": the session's goes by Set-Cookie, and the jar also holds the theme, the mode, the
 * other modes' sessions in the lab and the known device.
 */
export const FORGET = { 'Clear-Site-Data': '"cache", "storage"' }

/** The account page's forms that end here, by name, for what they were refused for. */
export const SIGN_OUT_FORM = 'sign-out'
export const DELETE_FORM = 'delete'

/*
 * Both work with and without JavaScript, and lead on to the front page, or back to the account page, which says what was wrong. Addresses are relative: only
 * the browser knows the one that it used.
 */

/** Signs out for a form; refused only where a store is away. */
export async function signOutByForm(session: RequestSession): Promise<Response> {
  try {
    await signOut(session)
    return seeOther('/', FORGET)
  } catch (error) {
    if (!isAway(error)) throw error
    return backToAccount(SIGN_OUT_FORM, error)
  }
}

/** Deletes the account for a form with the field currentPassword. */
export async function deleteAccountByForm(session: RequestSession, request: Request): Promise<Response> {
  const { currentPassword } = await readForm(request)
  try {
    await deleteAccount(session, { ...(await signedIn(session)), currentPassword })
    return seeOther('/?goodbye=1', FORGET)
  } catch (error) {
    return backToAccount(DELETE_FORM, error)
  }
}

async function backToAccount(form: string, error: unknown): Promise<Response> {
  return seeOther(await carryRefusal({ form, ...problemText(error) }, '/account'))
}

function seeOther(location: string, headers: HeadersInit = {}): Response {
  return new Response(null, { status: 303, headers: { ...headers, Location: location } })
}
