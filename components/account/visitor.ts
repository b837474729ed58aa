import { redirect } from 'next/navigation'
import { connection } from 'next/server'
import { cache } from 'react'
import { accountOf } from '@/auth/forced-end'
import type { Session } from '@/sessions'
import { pageSession } from '@/sessions/request'
import { isAway } from '@/web/http/is-away'

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
    return { session, account: await accountOf(session), isOtherClient: await opened.isOtherClient() }
  } catch (error) {
    if (isAway(error)) return null
    throw error
  }
})

/** The signed-in shopper, for pages that need one: anybody else is sent to sign in and comes back to `next`. Null as above. */
export async function customer(next: string): Promise<Customer | null> {
  const who = await visitor()
  if (!who) return null
  const { session, account } = who
  if (!session || !account) redirect(`/sign-in?next=${encodeURIComponent(next)}`)
  return { session, account }
}
