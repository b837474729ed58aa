import { readJson } from '@/web/http/body'
import { problemResponse } from '@/web/http/problem'
import { unknownRoute } from '@/web/http/unknown-route'
import { hasInternalKey } from './key'

/**
 * The POST of an internal call: `work` answers for this replica what the JSON body asks. Without the key it is no call at all, so that
 * nothing is told; with it no Origin is needed, since a page of another site cannot send this header (its preflight is refused). Nor is it one
 * for what came through nginx, which says X-Real-IP of every request and is not the way of operators, however the address was written.
 */
export function internalCall(work: (input: unknown) => Promise<object>): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      if (!hasInternalKey(request.headers) || request.headers.has('x-real-ip')) throw unknownRoute()
      const answer = { replica: process.env.REPLICA ?? 'web-1', ...(await work(await readJson(request))) }
      return Response.json(answer, { headers: { 'Cache-Control': 'no-store' } })
    } catch (error) {
      return problemResponse(error)
    }
  }
}
