import { headers } from 'next/headers'
import { bearerToken, type Looks, twoWays } from './bearer'
import { forgetToken, sendToken, sentToken } from './cookie'

/** The way by which a session's token travels: how a new one gets to the client, and how the client is told that there is none any more. */
export type Carrier = {
  readonly name: 'cookie' | 'header'
  /** `maxAgeMs`: how long the client keeps it; null: until it ends itself. */
  send(token: string, maxAgeMs: number | null): Promise<void>
  forget(): Promise<void>
  /** What the answer has to bring in its header `Session-Token`; null for nothing. */
  readonly fresh: string | null
}

/** The browser's way: it sends the cookie by itself, and no script can read it. */
export const BY_COOKIE: Carrier = { name: 'cookie', send: sendToken, forget: forgetToken, fresh: null }

/** The way of clients that hold the token themselves (RFC 6750): nothing is ever set for them. */
export function byHeader(): Carrier {
  let fresh: string | null = null
  return {
    name: 'header',
    async send(token) {
      fresh = token
    },
    async forget() {
      fresh = null
    },
    get fresh() {
      return fresh
    },
  }
}

/** How the token of this request came, and the token. @throws BearerRefused 400 for two ways at once, 401 for what can be no token */
export async function arrivedBy(looks: Looks): Promise<{ carrier: Carrier; sentToken: string | null }> {
  const inCookie = await sentToken()
  if (looks === 'cookie') return { carrier: BY_COOKIE, sentToken: inCookie }
  const inHeader = bearerToken(await headers())
  if (inHeader === null && looks === 'either') return { carrier: BY_COOKIE, sentToken: inCookie }
  if (inCookie !== null) throw twoWays()
  return { carrier: byHeader(), sentToken: inHeader }
}
