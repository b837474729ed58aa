import type { AuthOptions, Session } from 'next-auth'
import type { JWT } from 'next-auth/jwt'
import Credentials from 'next-auth/providers/credentials'
import { type RequestSession, sessionCookieName, sessionCookieOptions } from '@/sessions/request'
import { findAccount } from '@/shop/accounts'
import { bindSession, type Checked, checkCredentials, signOut } from './sign-in'

/**
 * next-auth over our sessions, for one request: its session token is our token. `encode` and `decode` run on every read and
 * must be pure; the one atomic sign-in happens in `callbacks.jwt`, where `user` is set at sign-in only. The session cookie is
 * written by {@link RequestSession} alone; the route drops what next-auth would set. `onFailure` hears what breaks on our side: next-auth
 * would make a refusal of it, with the reason in the address.
 */
export async function authOptions(session: RequestSession, onFailure: (error: unknown) => void): Promise<AuthOptions> {
  const heard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      onFailure(error)
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
            const checked = await checkCredentials(session, { email, password, remember: isOn(remember) })
            return checked && { ...checked, id: checked.account.id }
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
      jwt: async ({ token, user }) => {
        if (!user) return token
        const checked = user as unknown as Checked
        if (!(await heard(() => bindSession(session, checked)))) throw new Error('The sessions of this account were ended meanwhile')
        return { sid: 'sent', sub: checked.account.id }
      },
      // {} is "nobody" to every next-auth client; a user is always read from our own records.
      session: async ({ session: shown, token }) => {
        const { sub } = token
        const account = sub ? await heard(() => findAccount(sub)) : null
        return account ? { ...shown, user: { id: account.id, name: account.name, email: account.email } } : ({} as Session)
      },
    },
    events: { signOut: () => heard(() => signOut(session)) },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  }
}

function isOn(value: string | undefined): boolean {
  return value === 'on' || value === '1' || value === 'true'
}
