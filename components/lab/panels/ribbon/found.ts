import type { Observation } from '@/lab/client/types'

/** What a request found, in a few words: "demo, cart 3", "new guest, cart 1", "no session". */
export function foundText(each: Observation): string {
  const { pending, status, outage, session, calls, presented } = each
  if (pending) return 'under way'
  if (status === null) return 'no answer'
  if (outage) return 'store away'
  if (session) {
    const isNew = !presented || calls.includes('create')
    const who = session.signedIn ? (session.user ?? 'signed in') : isNew ? 'new guest' : 'guest'
    return `${who}, cart ${session.cartCount}`
  }
  if (status >= 500) return 'no answer'
  if (session === null) return presented ? 'session not known' : 'no session'
  if (calls.length > 0) return 'answered'
  return presented ? 'session not asked for' : 'no session'
}

/** What the page calls a request, or its address. */
export function requestName({ label, route }: Pick<Observation, 'label' | 'route'>): string {
  return label ?? route
}

/** What sets a request apart from the page's own ones, as tags. */
export function tagsOf({ prefetch, own, shopper }: Observation): string[] {
  return [prefetch ? 'prefetch' : null, own || prefetch ? null : 'not from here', shopper > 1 ? `shopper ${shopper}` : null].filter(
    (tag) => tag !== null,
  )
}

export type RibbonFilter = 'all' | 'anomalies' | 'no-prefetch' | `replica:${string}`

/** Whether a request is shown. */
export function passes(filter: RibbonFilter, { anomalies, prefetch, replica }: Observation): boolean {
  if (filter === 'anomalies') return anomalies.length > 0
  if (filter === 'no-prefetch') return !prefetch
  return filter === 'all' || replica === filter.slice('replica:'.length)
}
