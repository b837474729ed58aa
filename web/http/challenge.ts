import { BearerRefused } from '@/sessions/request/bearer'
import { ShopError } from '@/shop/errors'

const SCHEME = 'Bearer realm="hopcart"'
/** Refusals of a session that was there and does not do any more; a client has to get another token. */
const OF_THE_TOKEN = new Set(['other-client'])

/** `WWW-Authenticate` of the answer to an error: on every 401 (RFC 9110, 15.5.2), with a reason where the request had a token (RFC 6750, section 3); null for none. */
export function challengeOf(error: unknown, isBearer: boolean): string | null {
  if (error instanceof BearerRefused) return `${SCHEME}, error="${error.status === 400 ? 'invalid_request' : 'invalid_token'}"`
  if (!(error instanceof ShopError && error.status === 401)) return null
  return isBearer && OF_THE_TOKEN.has(error.code) ? `${SCHEME}, error="invalid_token"` : SCHEME
}
