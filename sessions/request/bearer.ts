/**
 * Where a call looks for its session's token. `cookie`: there only, as pages do. `either`: in `Authorization: Bearer`, or without that in the cookie.
 * `header`: in `Authorization` only, for calls that answer tokens.
 */
export type Looks = 'cookie' | 'either' | 'header'

/** A token that came by a way, or by two ways, that we do not take. Becomes problem+json, with the challenge of RFC 6750, section 3. */
export class BearerRefused extends Error {
  override readonly name = 'BearerRefused'
  constructor(
    readonly status: 400 | 401,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail)
  }
}

/** The scheme of RFC 6750, in whatever case (RFC 9110, 11.1), and what follows it. */
const SCHEME = /^bearer(?: +(.*))?$/i
/** `b64token` of RFC 6750, section 2.1; a sealed session has up to 4 KB. */
const TOKEN = /^[\w.~+/-]{1,4096}=*$/

/** Whether a request says who it is by `Authorization: Bearer`, rightly or not. Other schemes are somebody else's, such as a proxy's in front. */
export function saysBearer(headers: Headers): boolean {
  return SCHEME.test(headers.get('authorization') ?? '')
}

/** The token of `Authorization: Bearer`; null without it. @throws BearerRefused 401 for what can be no token */
export function bearerToken(headers: Headers): string | null {
  const [said, token = ''] = SCHEME.exec(headers.get('authorization') ?? '') ?? []
  if (said === undefined) return null
  if (TOKEN.test(token)) return token
  throw new BearerRefused(
    401,
    'invalid-token',
    'That is no token',
    'Send the header "Authorization: Bearer <token>", with a token from POST /api/token.',
  )
}

/** For a token that leads to no session: never issued, ended, or expired. */
export function unknownToken(): BearerRefused {
  return new BearerRefused(
    401,
    'invalid-token',
    'That token is not valid',
    'It is unknown, or its session has ended. Get a new one from POST /api/token.',
  )
}

/** For a request that has a session cookie, too: whose it is would depend on which of the two is read. */
export function twoWays(): BearerRefused {
  const detail =
    'Send either the header "Authorization: Bearer <token>" or the session cookie. A client that holds its token itself sends no cookies.'
  return new BearerRefused(400, 'two-ways', 'A session comes one way', detail)
}

/** For a token in an address, under the name `parameter` (RFC 6750, section 2.3, which says why not to). */
export function tokenInAddress(parameter: string): BearerRefused {
  const detail = `A token is never read from an address: addresses are logged, shared and kept in histories. Leave "${parameter}" out and send the header "Authorization: Bearer <token>"; end a token that was in one with DELETE /api/token.`
  return new BearerRefused(400, 'token-in-address', 'No token in an address', detail)
}
