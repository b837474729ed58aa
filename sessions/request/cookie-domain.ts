/** A host name of two labels or more, the last one no number: neither an address nor `com`. */
const HOST_NAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** Names under which anybody gets one, such as `co.uk`: browsers take no cookie for them. The whole list is at publicsuffix.org. */
const PUBLIC = /^(ac|co|com|edu|go|gov|ne|net|or|org)\.[a-z]{2}$/

/** Reads COOKIE_DOMAIN. @throws Error in words for who sets it */
export function parseCookieDomain(value: string): string {
  if (HOST_NAME.test(value) && !PUBLIC.test(value)) return value
  throw new Error(
    'must be a domain of your own, such as example.com: in small letters, no scheme, port, path, address or leading dot, and no public suffix (com, co.uk)',
  )
}

/**
 * The Domain that this host's session cookie is given (RFC 6265, section 5.2.3); null: none, so that the cookie is this host's alone. That is
 * so without COOKIE_DOMAIN, and for a host that is not within it: its browser would refuse the cookie, and nobody could sign in.
 * @param host as the balancer says it, with or without a port
 */
export function cookieDomainFor(host: string | null | undefined, set = process.env.COOKIE_DOMAIN): string | null {
  if (!set || !host) return null
  const domain = parseCookieDomain(set)
  const name = host.toLowerCase().replace(/:\d+$/, '')
  return name === domain || name.endsWith(`.${domain}`) ? domain : null
}
