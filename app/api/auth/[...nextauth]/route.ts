import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { authOptions } from '@/auth/options'
import type { RefusedKind } from '@/sessions/outage-policy'
import { openRequestSession, type RequestSession, sessionCookieName } from '@/sessions/request'
import { FORGET } from '@/web/http/farewell'
import { refuseMethod } from '@/web/http/handlers'
import { assertSameOrigin } from '@/web/http/origin'
import { problemResponse } from '@/web/http/problem'
import { unknownRoute } from '@/web/http/unknown-route'

/** What next-auth's actions are to the policy of outages; all others read. */
const KINDS: ReadonlyMap<string, RefusedKind> = new Map([
  ['callback', 'sign-in'],
  ['signout', 'sign-out'],
])

type Context = { params: Promise<{ nextauth: string[] }> }

/**
 * next-auth's own endpoints. Its session cookie is dropped from every answer (ours is written by the session itself), and an
 * outage, which next-auth would turn into "signed out" or "wrong password", is answered as what it is: 503.
 */
async function handle(request: NextRequest, context: Context): Promise<Response> {
  const action = (await context.params).nextauth[0] ?? ''
  let session: RequestSession | undefined
  try {
    // Credentials come by POST only; next-auth would call the attempt its own fault (500).
    if (request.method === 'GET' && action === 'callback') return refuseMethod('POST')
    if (request.method !== 'GET') assertSameOrigin(request.headers)
    session = await openRequestSession('cookie', { isChange: request.method !== 'GET' })
    const failures: unknown[] = []
    let signedOut = false
    const options = await authOptions(session, {
      onFailure: (error) => failures.push(error),
      onSignOut: () => {
        signedOut = true
      },
    })
    const handler = NextAuth(options) as (request: NextRequest, context: Context) => Promise<Response>
    const answer = await handler(request, context)
    if (session.calls.outage) throw session.calls.outage
    if (failures.length > 0) throw failures[0]
    // next-auth's "not supported", which it says in plain text.
    if (answer.status === 400) throw unknownRoute()
    return await withoutSessionCookie(answer, { ...timing(session), ...(signedOut ? FORGET : {}) })
  } catch (error) {
    return problemResponse(error, session?.calls.outage ? timing(session) : {}, KINDS.get(action) ?? 'read')
  }
}

function timing({ calls }: RequestSession): Record<string, string> {
  const spent = calls.timing()
  return spent ? { 'Server-Timing': spent } : {}
}

async function withoutSessionCookie(answer: Response, more: Record<string, string>): Promise<Response> {
  const own = await sessionCookieName()
  const headers = new Headers(answer.headers)
  headers.delete('set-cookie')
  for (const cookie of answer.headers.getSetCookie()) if (!cookie.startsWith(own)) headers.append('set-cookie', cookie)
  headers.set('Cache-Control', 'no-store')
  for (const [name, value] of Object.entries(more)) headers.set(name, value)
  return new Response(answer.body, { status: answer.status, headers })
}

const refuse = async () => refuseMethod('GET, POST')

export { handle as GET, handle as POST, refuse as DELETE, refuse as HEAD, refuse as OPTIONS, refuse as PATCH, refuse as PUT }
