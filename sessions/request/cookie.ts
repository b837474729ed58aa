import { cookies, headers } from 'next/headers'
import type { ModeName } from '../index'
import { cookieDomainFor } from './cookie-domain'
import { isLab, requestMode, requestShopper } from './mode'

/** Whether the browser came over https; the balancer overwrites this header. */
async function isSecure(): Promise<boolean> {
  return (await headers()).get('x-forwarded-proto') === 'https'
}

/** The host that the browser used; the balancer overwrites the first of these. */
async function host(): Promise<string | null> {
  const sent = await headers()
  return sent.get('x-forwarded-host') ?? sent.get('host')
}

/** The session cookie's name for this request. */
export async function sessionCookieName(): Promise<string> {
  return cookieNameFor({ mode: await requestMode(), shopper: await requestShopper(), secure: await isSecure(), host: await host() })
}

type Named = { mode: ModeName; shopper: number; secure: boolean; host?: string | null }

/**
 * What the session cookie is called: `sid`, in the lab one per mode, and `2-redis-sid` for the second shopper of the Lab's page; `__Host-` before it
 * on https. One for all hosts of COOKIE_DOMAIN cannot be called so (RFC 6265bis, 4.1.3.2): it is `site-sid`, on https `__Secure-site-sid`. A name
 * of its own, since of two cookies with one name nobody could tell which is which. No other cookie may begin with it: next-auth would take
 * that for a chunk of the token.
 */
export function cookieNameFor({ mode, shopper, secure, host }: Named): string {
  const own = isLab() ? `${shopper === 1 ? '' : `${shopper}-`}${mode}-sid` : 'sid'
  const isShared = cookieDomainFor(host) !== null
  const name = isShared ? `site-${own}` : own
  if (!secure) return name
  return isShared ? `__Secure-${name}` : `__Host-${name}`
}

/** Domain, where the cookie is for more than this host. */
async function sharedDomain(): Promise<{ domain?: string }> {
  const domain = cookieDomainFor(await host())
  return domain === null ? {} : { domain }
}

/** The attributes of this host's cookies on this request's scheme (OWASP ASVS 5.0, 3.3). */
export async function sessionCookieOptions() {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: await isSecure() } as const
}

/** The token that the browser sent, or null. */
export async function sentToken(): Promise<string | null> {
  return (await cookies()).get(await sessionCookieName())?.value || null
}

/** The whole session cookie; `maxAgeMs` null makes it end with the browser. */
export async function sessionCookie(token: string, maxAgeMs: number | null) {
  const maxAge = maxAgeMs === null ? {} : { maxAge: Math.floor(maxAgeMs / 1000) }
  return { name: await sessionCookieName(), value: token, ...(await sessionCookieOptions()), ...(await sharedDomain()), ...maxAge }
}

/** Sends a token. Route handlers and server actions only. */
export async function sendToken(token: string, maxAgeMs: number | null): Promise<void> {
  const { name, value, ...options } = await sessionCookie(token, maxAgeMs)
  ;(await cookies()).set(name, value, options)
}

/** Takes the cookie back. Route handlers and server actions only. */
export async function forgetToken(): Promise<void> {
  ;(await cookies()).set(await sessionCookieName(), '', { ...(await sessionCookieOptions()), ...(await sharedDomain()), maxAge: 0 })
}
