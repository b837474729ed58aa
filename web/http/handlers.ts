import type { RefusedKind } from '@/sessions/outage-policy'
import { type Looks, openRequestSession, type RequestSession } from '@/sessions/request'
import { explainLimit } from '@/shop/cart'
import { ShopError } from '@/shop/errors'
import { challengeOf } from './challenge'
import { assertMayChange } from './origin'
import { problemResponse } from './problem'

type Params = Record<string, string | string[]>
type Call = { request: Request; params: Params; session: RequestSession }
type Handler = (call: Call) => Promise<Response>
type RouteHandler = (request: Request, context: { params: Promise<Params> }) => Promise<Response>

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
type Method = (typeof METHODS)[number]

/**
 * The exports of a route file: each handler with the session of its request, errors as problem+json, `no-store` on
 * everything, Server-Timing on what touched a session, and 405 with `Allow` for every other method. The session's token may come by cookie or by
 * `Authorization: Bearer`, unless `looks` says otherwise; who sent it by the latter gets another one, where there is one, in the header `Session-Token`.
 * `kinds`: what they are to the policy of outages, where GET is no `read` or another method no `change`.
 */
export function handlers(
  own: Partial<Record<Method, Handler>>,
  { looks = 'either', kinds = {} }: { looks?: Looks; kinds?: Partial<Record<Method, RefusedKind>> } = {},
): Record<Method, RouteHandler> {
  const get = own.GET
  const all: Partial<Record<Method, Handler>> = get ? { ...own, HEAD: own.HEAD ?? get } : own
  const allow = Object.keys(all).join(', ')
  const entries = METHODS.map((method) => {
    const handler = all[method]
    return [method, handler ? guarded(handler, { method, kind: kinds[method], looks }) : async () => refuseMethod(allow)]
  })
  return Object.fromEntries(entries) as Record<Method, RouteHandler>
}

type Guard = { method: Method; kind: RefusedKind | undefined; looks: Looks }

function guarded(handler: Handler, { method, kind, looks }: Guard): RouteHandler {
  const isChange = method !== 'GET' && method !== 'HEAD'
  return async (request, context) => {
    let session: RequestSession | undefined
    let answer: Response
    try {
      if (isChange) assertMayChange(request.headers, looks)
      session = await openRequestSession(looks, { isChange })
      answer = await handler({ request, params: await context.params, session })
    } catch (error) {
      const challenge = challengeOf(error, Boolean(session?.isBearer))
      const headers: HeadersInit = challenge ? { 'WWW-Authenticate': challenge } : {}
      answer = problemResponse(await explainLimit(error).catch(() => error), headers, kind ?? (isChange ? 'change' : 'read'))
    }
    if (session?.freshToken) answer.headers.set('Session-Token', session.freshToken)
    const timing = session?.calls.timing()
    if (timing) answer.headers.set('Server-Timing', timing)
    answer.headers.set('Cache-Control', 'no-store')
    return answer
  }
}

/** Answers 405 with the methods that are right. */
export function refuseMethod(allow: string): Response {
  const detail = allow ? `Use one of ${allow} here.` : 'There is nothing at this address. See the README for the list of calls.'
  return problemResponse(new ShopError(405, 'wrong-method', 'Not this method', detail), { Allow: allow })
}

/** A JSON answer. */
export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status })
}
