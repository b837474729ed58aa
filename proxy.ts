import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { cookieAtTheDoor, isLab, type Looks, saysBearer, sessionCookieName, shownAtTheDoor, tokenInAddress } from './sessions/request'
import { challengeOf } from './web/http/challenge'
import { corsHeaders, preflightAnswer } from './web/http/cors'
import { looksAt } from './web/http/looks'
import { isMissingPage } from './web/http/missing-page'
import { assertMayChange } from './web/http/origin'
import { problemResponse } from './web/http/problem'
import { signInFirst } from './web/http/sign-in-first'
import { INTERNAL_CALLS } from './web/internal/key'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const API_POLICY = "default-src 'none'; frame-ancestors 'none'"
/** Matches no route: Next answers it with the not-found page and 404. */
const NOWHERE = '/not-here'

/**
 * Runs before every page and call: gives each answer its content security policy (with a nonce for pages), refuses state
 * changes from other sites before they reach a server action, and tokens in addresses of calls, tells pages of other origins what they may do (CORS), and answers pages that do not exist with 404, which a page itself
 * says too late. Handlers check the origin again; this is never the only check. A session that is in its cookie is kept alive here, since a page
 * that is rendered can set none.
 */
export async function proxy(request: NextRequest): Promise<Response> {
  const isApi = request.nextUrl.pathname.startsWith('/api/')
  const nonce = randomBytes(16).toString('base64')
  const policy = isApi ? API_POLICY : pagePolicy(nonce)
  const looks = looksAt(request.nextUrl.pathname)
  const cors = corsHeaders(request.headers, looks)
  const preflight = preflightAnswer(request, looks, isLab() ? ['X-Hopcart-Mode'] : [])
  if (preflight) return preflight
  try {
    await assertAdmissible(request, looks)
  } catch (error) {
    const challenge = challengeOf(error, false)
    return problemResponse(error, {
      'Content-Security-Policy': API_POLICY,
      ...cors,
      ...(challenge ? { 'WWW-Authenticate': challenge } : {}),
    })
  }
  // Of a call that reads no cookie, or is refused for having both, none is moved on.
  const readsCookie = looks === 'cookie' || (looks === 'either' && !saysBearer(request.headers))
  const cookie = !readsCookie ? null : await cookieAtTheDoor(request.nextUrl.pathname)
  const shown = await shownAtTheDoor(request.nextUrl.pathname, !SAFE.has(request.method))
  // The request goes on with it: nothing that handles it may see the one from before.
  if (cookie) request.cookies.set(cookie.name, cookie.value)
  const headers = new Headers(request.headers)
  if (!isApi) {
    headers.set('x-nonce', nonce)
    headers.set('Content-Security-Policy', policy)
  }
  const answer = SAFE.has(request.method) && !isApi ? await pageAnswer(request, headers) : NextResponse.next({ request: { headers } })
  answer.headers.set('Content-Security-Policy', policy)
  for (const [name, value] of Object.entries(cors)) answer.headers.set(name, value)
  // What the request itself sets comes after it, and counts.
  for (const each of cookie ? [cookie, ...shown] : shown) answer.cookies.set(each)
  // By this header Next would tell pages of it, which have it already, and say it once more in their answers.
  answer.headers.delete('x-middleware-set-cookie')
  return answer
}

/** @throws ShopError or BearerRefused for what no handler need see */
async function assertAdmissible({ method, headers, nextUrl: { pathname, searchParams } }: NextRequest, looks: Looks): Promise<void> {
  if (pathname.startsWith('/api/'))
    for (const name of ['access_token', await sessionCookieName()]) if (searchParams.has(name)) throw tokenInAddress(name)
  // The internal calls ask for a key instead, which no page of another site can send.
  if (!SAFE.has(method) && !INTERNAL_CALLS.has(pathname)) assertMayChange(headers, looks)
}

/** What a page can say only too late, because its status is sent before it is rendered: "sign in first" and "not here". */
async function pageAnswer(request: NextRequest, headers: Headers): Promise<NextResponse> {
  const signIn = await signInFirst(request.nextUrl)
  // Next takes absolute addresses only, and makes this one relative: only the browser knows the address that it used.
  if (signIn) return NextResponse.redirect(new URL(signIn, request.url), { status: 307, headers: { 'Cache-Control': 'no-store' } })
  if (await isMissingPage(request.nextUrl.pathname)) return NextResponse.rewrite(new URL(NOWHERE, request.url), { request: { headers } })
  return NextResponse.next({ request: { headers } })
}

/** Scripts by nonce only. Style attributes are allowed: tile colours come from the catalogue. */
function pagePolicy(nonce: string): string {
  const development = process.env.NODE_ENV === 'development'
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export const config = {
  // Files need no nonce: their policy comes from nginx (headers.conf), and a missing picture is told by next.config.ts before any page.
  matcher: [{ source: '/((?!_next/static|products/.*\\.svg$|icon\\.svg$).*)' }],
}
