import type { Observation } from '@/lab/client/types'
import { FAULT_MS } from '../contract'

/** What a request asks for that changes who its sender is, or may take something out of the cart. `sign-in`: also a new token for the same user. */
export type Doing = 'sign-in' | 'sign-out' | 'removal'

const isPost = (method: string) => method === 'POST'

/** What a request asked for, by what it asked of the session store and, where that is not known, by its address. Null: nothing of that kind. */
export function doingOf({ method, route, calls, status }: Observation): Doing | null {
  if (status !== null && status >= 400 && status < 500) return null
  if (calls.includes('end') || calls.includes('endAll')) return 'sign-out'
  if (isPost(method) && /^\/(sign-out|api\/auth\/signout)$/.test(route)) return 'sign-out'
  if (calls.includes('renew')) return 'sign-in'
  if (isPost(method) && /^\/(sign-in|sign-up|api\/account|api\/auth\/callback\/credentials)$/.test(route)) return 'sign-in'
  if (/^(DELETE|PATCH)$/.test(method) && route.startsWith('/api/cart/lines/')) return 'removal'
  // A server action is posted to its page, and its address does not say what it does.
  if (isPost(method) && (route === '/api/checkout' || !route.startsWith('/api/'))) return 'removal'
  return null
}

/** Whether a request changed the session that it shows, or made it. */
export function isWrite({ method, calls }: Observation): boolean {
  const read = calls.length > 0 ? calls.every((call) => call === 'read' || call === 'fence') : /^(GET|HEAD)$/.test(method)
  return !read
}

/**
 * Until when a request may still have done something. One that nobody answered may be carried out late, by a replica that was paused, until the
 * fault has ended.
 */
function doneBy(each: Observation): number {
  if (each.pending || each.answeredAt === null) return Number.POSITIVE_INFINITY
  const isUnsure = each.status === null || each.status >= 500
  return isUnsure ? Math.max(each.answeredAt, each.at + FAULT_MS) : each.answeredAt
}

/** Whether `other` may have happened while `one` was under way, so that `one` may or may not have seen it. */
export function mayHaveMet(one: Observation, other: Observation): boolean {
  return other !== one && other.at < (one.answeredAt ?? Number.POSITIVE_INFINITY) && doneBy(other) > one.at
}
