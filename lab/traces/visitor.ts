/** The cookie by which the Lab knows a browser. */
export const VISITOR_COOKIE = 'lab-visitor'

/** The visitor that a Cookie header names, or null. */
export function visitorOf(cookieHeader: string | null | undefined): string | null {
  return /(?:^|;\s*)lab-visitor=([\w-]{22})(?:;|$)/.exec(cookieHeader ?? '')?.[1] ?? null
}
