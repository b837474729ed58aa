import { randomBytes } from 'node:crypto'
import { cookies, headers } from 'next/headers'
import { sessionCookieOptions } from '@/sessions/request'
import { visitorCookie, visitorOf } from '../traces/visitor'

/** The visitor that this browser is; one that is none yet becomes one with this answer, and its requests are recorded from then on. */
export async function visit(): Promise<string | null> {
  const options = await sessionCookieOptions()
  const visitor = visitorOf((await headers()).get('cookie'), options.secure)
  if (visitor !== null) return visitor
  ;(await cookies()).set(visitorCookie(options.secure), randomBytes(16).toString('base64url'), options)
  return null
}
