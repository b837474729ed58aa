import type { Looks } from '@/sessions/request/bearer'

/** Answers tokens, and reads no cookie. */
const TOKENS = /^\/api\/token\/?$/
/** Of next-auth, the Lab, and operators: the first two are for browsers, the last have a key of their own. */
const BROWSERS = /^\/api\/(auth|lab|internal|metrics)(\/|$)/

/** Where the call at an address looks for its session's token, for who sees requests before their handlers do. The handlers know it themselves. */
export function looksAt(pathname: string): Looks {
  if (TOKENS.test(pathname)) return 'header'
  return pathname.startsWith('/api/') && !BROWSERS.test(pathname) ? 'either' : 'cookie'
}
