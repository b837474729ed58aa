import { redirect } from 'next/navigation'
import { connection } from 'next/server'
import { cache } from 'react'
import { accountOf } from '@/auth/forced-end'
import { newAmong, type OwnSession, ownSessions, type SignedInAt } from '@/auth/own-sessions'
import type { Session } from '@/sessions'
import { pageSession } from '@/sessions/request'
import { isAway } from '@/web/http/is-away'
import { signInPath } from '@/web/http/sign-in-first'

type Account = NonNullable<Awaited<ReturnType<typeof accountOf>>>
/** `isOtherClient`: the token is a signed-in session's, and came from another browser or network than signed in. */
export type Visitor = { session: Session | null; account: Account | null; isOtherClient: boolean }
export type Customer = { session: Session; account: Account }

/** Who looks at this page; null when session store or accounts cannot be reached, which is not the same as signed out. */
export const visitor = cache(async (): Promise<Visitor | null> => {
  await connection()
  try {
    const opened = await pageSession()
    const session = await opened.read()
    return { session, account: await accountOf(session, opened.mode), isOtherClient: await opened.isOtherClient() }
  } catch (error) {
    if (isAway(error)) return null
    throw error
  }
})

/** The signed-in shopper, for pages that need one: anybody else is sent to sign in and comes back to `next`. Null as above. */
export async function customer(next: string): Promise<Customer | null> {
  const who = await visitor()
  if (!who) return null
  const { session, account, isOtherClient } = who
  if (!session || !account) redirect(signInPath(next, isOtherClient))
  return { session, account }
}

/** `fresh`: sign-ins elsewhere that they have not been told of yet. */
export type Whereabouts = SignedInAt & { fresh: OwnSession[] }

/** Where whoever looks at this page is signed in: one call of the store per page. Null for guests, and when it cannot be known right now. */
export const whereabouts = cache(async (): Promise<Whereabouts | null> => {
  const who = await visitor()
  if (!who?.session || !who.account) return null
  const own = { ...who.session, userId: who.account.id }
  try {
    const at = await ownSessions(await pageSession(), own)
    return { ...at, fresh: newAmong(at.sessions, own) }
  } catch (error) {
    if (isAway(error)) return null
    throw error
  }
})
