import type { Looks } from '@/sessions/request/bearer'

/*
 * CORS (https://fetch.spec.whatwg.org/#http-cors-protocol) for pages of other origins that use the API as clients of their own, by `Authorization:
 * Bearer`. Off unless CORS_ORIGINS lists them. Never with credentials: cookies are for the shop's own pages.
 */

/** What such a page may send, and what it may read beside the body. */
const METHODS = 'GET, HEAD, POST, PATCH, DELETE'
const REQUEST_HEADERS = 'Authorization, Content-Type, Idempotency-Key'
const ANSWER_HEADERS = 'X-Replica, Session-Token, Retry-After, Server-Timing, WWW-Authenticate'
/** So long a browser need not ask again; none keeps it for more than two hours. */
const MAX_AGE_SECONDS = 600

/** Names of this machine, where http is as good as https (W3C Secure Contexts, 3.1). */
const LOOPBACK = /^(localhost|[a-z0-9.-]+\.localhost|127\.0\.0\.1|\[::1\])$/

/** Reads CORS_ORIGINS: origins as browsers send them, separated by commas. @throws Error in words for who sets it */
export function parseCorsOrigins(value: string): readonly string[] {
  return value.split(',').map((part) => {
    const origin = part.trim()
    const url = URL.canParse(origin) ? new URL(origin) : null
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname))
    // "https://*.example.com" is an origin to the URL standard.
    if (url && isSafe && url.origin === origin && !origin.includes('*')) return origin
    throw new Error(
      'must be origins like https://app.example.com, separated by commas: https (http for this machine only), the port unless it is the usual one, no path, no final slash, no *, not null',
    )
  })
}

/** Whether this Origin is one of CORS_ORIGINS. Exactly: nothing is completed or guessed. */
export function isListedOrigin(origin: string | null, listed = process.env.CORS_ORIGINS): boolean {
  return Boolean(listed && origin && parseCorsOrigins(listed).includes(origin))
}

/** The headers of CORS for an answer of a call; empty where there is no list, or the call is for the shop's own pages only. */
export function corsHeaders(headers: Headers, looks: Looks, listed = process.env.CORS_ORIGINS): Record<string, string> {
  if (!listed || looks === 'cookie') return {}
  const origin = headers.get('origin')
  if (origin === null || !isListedOrigin(origin, listed)) return { Vary: 'Origin' }
  return { Vary: 'Origin', 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': ANSWER_HEADERS }
}

/**
 * The answer to a browser that asks whether a page of another origin may send what it wants to (a preflight); null for what is none, and for pages that are not listed.
 * @param more headers that may be sent beside the usual ones
 */
export function preflightAnswer(
  { method, headers }: Pick<Request, 'method' | 'headers'>,
  looks: Looks,
  more: readonly string[] = [],
): Response | null {
  const cors = corsHeaders(headers, looks)
  if (method !== 'OPTIONS' || !headers.has('access-control-request-method') || !cors['Access-Control-Allow-Origin']) return null
  const asked = {
    'Access-Control-Allow-Methods': METHODS,
    'Access-Control-Allow-Headers': [REQUEST_HEADERS, ...more].join(', '),
    'Access-Control-Max-Age': String(MAX_AGE_SECONDS),
    'Cache-Control': 'no-store',
  }
  return new Response(null, { status: 204, headers: { ...cors, ...asked } })
}
