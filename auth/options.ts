import type { AuthOptions, Session } from 'next-auth'
import type { JWT } from 'next-auth/jwt'
import Credentials from 'next-auth/providers/credentials'
import { type RequestSession, sessionCookieName, sessionCookieOptions } from '@/sessions/request'
import { ShopError } from '@/shop/errors'
import { accountOf } from './forced-end'
import { signIn } from './sign-in'
import { signOut } from './sign-out'

type Listeners = { onFailure: (error: unknown) => void; onSignOut: () => void }

/**
 * next-auth over our sessions, for one request: its session token is our token. `encode` and `decode` run on every read and
 * must be pure; the one atomic sign-in happens in `authorize`, whose refusals next-auth answers as refusals (anywhere later they would
 * be its own fault, 500). The session cookie is written by {@link RequestSession} alone; the route drops what next-auth would set.
 * `onFailure` hears what breaks on our side: next-auth would make a refusal of it, with the reason in the address. `onSignOut` hears of a
 * sign-out that was one: next-auth answers a wrong csrfToken alike.
 */
export async function authOptions(session: RequestSession, { onFailure, onSignOut }: Listeners): Promise<AuthOptions> {
  const heard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ShopError && error.status === 401)) onFailure(error)
      throw error
    }
  }
  const { secure, ...rest } = await sessionCookieOptions()
  return {
    session: { strategy: 'jwt' },
    useSecureCookies: secure,
    cookies: { sessionToken: { name: await sessionCookieName(), options: { ...rest, secure } } },
    pages: { signIn: '/sign-in', error: '/sign-in', signOut: '/account' },
    providers: [
      Credentials({
        credentials: { email: {}, password: {}, remember: {} },
        authorize: (given) =>
          heard(async () => {
            const { email, password, remember } = given ?? {}
            const signed = await signIn(session, { email, password, remember: isOn(remember) })
            return signed && { id: signed.account.id }
          }),
      }),
    ],
    jwt: {
      encode: async ({ token }) => String(token?.sid ?? ''),
      // Never null: next-auth takes that for a broken token and clears the cookie. A guest is a token without `sub`.
      decode: async ({ token }) => {
        const current = await session.read()
        return { sid: token ?? '', ...(current?.userId ? { sub: current.userId } : {}) } as JWT
      },
    },
    callbacks: {
      redirect: async ({ url, baseUrl }) => landing(url, baseUrl),
      // `user` is set at sign-in only. Its token is on its way already.
      jwt: ({ token, user }) => (user ? { sid: 'sent', sub: user.id } : token),
      // {} is "nobody" to every next-auth client; a user is always read from our own records.
      session: async ({ session: shown }) => {
        const account = await heard(async () => accountOf(await session.read(), session.mode))
        return account ? { ...shown, user: { id: account.id, name: account.name, email: account.email } } : ({} as Session)
      },
    },
    events: { signOut: () => heard(() => signOut(session)).then(onSignOut) },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  }
}

/** Longer, as written into an address, than any of ours. */
const MOST_LANDING = 2_000

/**
 * Where a form of next-auth's leads: an address of this shop, or its front page. As next-auth's own rule, but for the length: answers say the address in
 * two headers, it comes in bodies and cookies too, and headers that nginx does not pass on count against the replica.
 */
function landing(url: string, baseUrl: string): string {
  const full = url.startsWith('/') ? `${baseUrl}${url}` : url
  if (!URL.canParse(full)) return baseUrl
  const { origin, href } = new URL(full)
  return origin === baseUrl && encodeURIComponent(href).length <= MOST_LANDING ? full : baseUrl
}

function isOn(value: string | undefined): boolean {
  return value === 'on' || value === '1' || value === 'true'
}
