import { signOut } from '@/auth/sign-out'
import type { RequestSession } from '@/sessions/request'
import { carryRefusal } from '@/web/actions/refusal'
import { isAway } from './is-away'
import { problemText } from './problem'

/**
 * What every answer to a sign-out carries (OWASP ASVS 5.0, 14.3.1): the browser forgets the pages and notes that it keeps of this site. Not
 * "cookies": the session's goes by Set-Cookie, and the jar also holds the theme, the mode, the other modes' sessions in the lab and
 * the known device.
 */
export const FORGET = { 'Clear-Site-Data': '"cache", "storage"' }

/** The name of the account page's form that signs out, for what it was refused for. */
export const SIGN_OUT_FORM = 'sign-out'

/**
 * Signs out for a form, with or without JavaScript: on to the front page, or, where a store is away, back to the account page, which says so.
 * Addresses are relative: only the browser knows the one that it used.
 */
export async function signOutByForm(session: RequestSession): Promise<Response> {
  try {
    await signOut(session)
    return seeOther('/', FORGET)
  } catch (error) {
    if (!isAway(error)) throw error
    return seeOther(await carryRefusal({ form: SIGN_OUT_FORM, ...problemText(error) }, '/account'))
  }
}

function seeOther(location: string, headers: HeadersInit = {}): Response {
  return new Response(null, { status: 303, headers: { ...headers, Location: location } })
}
