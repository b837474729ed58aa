import type { Session } from '../index'

/** The sessions of one page's request, by the id that the token names: what is shown of them has been settled at the door. */
export type PageSessions = Map<string, Promise<Session | null>>

/** Longer than any request takes. */
const KEPT_MS = 30_000
const MOST_KEPT = 10_000

type Kept = { readonly until: number; readonly sessions: PageSessions }

/** Hung on globalThis: Next bundles the proxy, pages and actions apart, and a module-level variable would exist once per bundle. */
const holder = globalThis as typeof globalThis & { __hopcartPages?: Map<string, Kept> }

/**
 * Begins a page's request, so that all that renders it shows the same session: the one that the proxy has read, or that an action has changed since. Only
 * the proxy and actions can set the cookie that says which version was shown. The page that an action redirects to has the same request id.
 */
export function beginPage(requestId: string): PageSessions {
  holder.__hopcartPages ??= new Map()
  const pages = holder.__hopcartPages
  const now = performance.now()
  const known = pages.get(requestId)
  if (known && known.until > now) return known.sessions
  for (const [oldest, { until }] of pages) {
    if (until > now && pages.size < MOST_KEPT) break
    pages.delete(oldest)
  }
  const sessions: PageSessions = new Map()
  pages.set(requestId, { until: now + KEPT_MS, sessions })
  return sessions
}

/** The sessions of the page that this request is for; undefined: it is for none. */
export function pageSessions(requestId: string): PageSessions | undefined {
  return holder.__hopcartPages?.get(requestId)?.sessions
}
