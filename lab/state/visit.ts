import { randomBytes } from 'node:crypto'
import { cookies, headers } from 'next/headers'
import { sessionCookieOptions } from '@/sessions/request'
import { VISITOR_COOKIE, visitorOf } from '../traces/visitor'

/** The visitor that this browser is; one that is none yet becomes one with this answer, and its requests are recorded from then on. */
export async function visit(): Promise<string | null> {
  const visitor = visitorOf((await headers()).get('cookie'))
  if (visitor !== null) return visitor
  ;(await cookies()).set(VISITOR_COOKIE, randomBytes(16).toString('base64url'), await sessionCookieOptions())
  return null
}
