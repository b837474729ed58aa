import { randomUUID } from 'node:crypto'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { FormState } from './form-state'
import { localPath, withParams } from './next-path'
import { decode, encode } from './refusal-cookie'

const PARAMETER = 'refused'
const LIFE_SECONDS = 120

/**
 * Gives a form's state back. With JavaScript React shows it. Without, Next would answer the post with the page but, resuming a
 * prerendered shell, leave the state out of the HTML; so the shopper is sent back to the page, which reads it with
 * {@link readRefusal}. That also makes a reload harmless.
 */
export async function handBack(state: FormState): Promise<FormState> {
  const sent = await headers()
  if (!state || sent.has('next-action')) return state
  redirect(await carryRefusal(state, cameFrom(sent.get('referer'))))
}

/** Gives a refused form's state to a page of this shop, and answers the address under which that page reads it with {@link readRefusal}. */
export async function carryRefusal(state: NonNullable<FormState>, page: string): Promise<string> {
  const id = randomUUID()
  const secure = await cameOverHttps()
  ;(await cookies()).set(cookieName(secure), encode({ id, state }), {
    path: '/',
    sameSite: 'lax',
    httpOnly: true,
    secure,
    maxAge: LIFE_SECONDS,
  })
  return withParams(page, { [PARAMETER]: id })
}

/** What a form on this page was refused for, when the address says that one was. */
export async function readRefusal(params: Record<string, string | string[] | undefined>): Promise<FormState> {
  const id = params[PARAMETER]
  const carried = typeof id === 'string' ? decode((await cookies()).get(cookieName(await cameOverHttps()))?.value) : null
  return carried?.id === id ? (carried?.state ?? null) : null
}

/** The origin was checked before, so only the path matters. */
function cameFrom(referer: string | null): string {
  if (!referer || !URL.canParse(referer)) return '/'
  const { pathname, search } = new URL(referer)
  return localPath(pathname + search)
}

async function cameOverHttps(): Promise<boolean> {
  return (await headers()).get('x-forwarded-proto') === 'https'
}

/** Carries a refused form's state to the page it came from. The name must not begin like a session cookie's. */
function cookieName(isSecure: boolean): string {
  return isSecure ? '__Host-refused' : 'refused'
}
