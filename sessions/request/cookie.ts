import { cookies, headers } from 'next/headers'
import { isLab, requestMode } from './mode'

/** Whether the browser came over https; the balancer overwrites this header. */
async function isSecure(): Promise<boolean> {
  return (await headers()).get('x-forwarded-proto') === 'https'
}

/**
 * The session cookie's name for this request: `sid`, in the lab one per mode; `__Host-` before it on https.
 * No other cookie may begin with it: next-auth would take that for a chunk of the token.
 */
export async function sessionCookieName(): Promise<string> {
  const name = isLab() ? `${await requestMode()}-sid` : 'sid'
  return (await isSecure()) ? `__Host-${name}` : name
}

/** The attributes of the session cookie on this request's scheme (OWASP ASVS 5.0, 3.3). */
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
  return { name: await sessionCookieName(), value: token, ...(await sessionCookieOptions()), ...maxAge }
}

/** Sends a token. Route handlers and server actions only. */
export async function sendToken(token: string, maxAgeMs: number | null): Promise<void> {
  const { name, value, ...options } = await sessionCookie(token, maxAgeMs)
  ;(await cookies()).set(name, value, options)
}

/** Takes the cookie back. Route handlers and server actions only. */
export async function forgetToken(): Promise<void> {
  ;(await cookies()).set(await sessionCookieName(), '', { ...(await sessionCookieOptions()), maxAge: 0 })
}
