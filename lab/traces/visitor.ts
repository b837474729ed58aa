const VISITOR = /^[\w-]{22}$/

/**
 * The cookie by which the Lab knows a browser, to show it its own requests and nobody else's; set by the first `GET /api/lab/state`. On https
 * `__Host-` before it, so that no neighbouring site can make a browser the visitor that it is itself.
 */
export function visitorCookie(isSecure: boolean): string {
  return isSecure ? '__Host-lab-visitor' : 'lab-visitor'
}

/** The visitor that a Cookie header names: 16 random bytes, base64url; null for none, and for what cannot be one. */
export function visitorOf(cookieHeader: string | null | undefined, isSecure: boolean): string | null {
  const value = cookieIn(cookieHeader, visitorCookie(isSecure))
  return value !== null && VISITOR.test(value) ? value : null
}

/** The value of one cookie of a Cookie header, as it was sent; null where it has none of that name (RFC 6265, 4.2.1). */
export function cookieIn(cookieHeader: string | null | undefined, name: string): string | null {
  const pair = (cookieHeader ?? '').split(/; */).find((each) => each.startsWith(`${name}=`))
  return pair === undefined ? null : pair.slice(name.length + 1)
}
