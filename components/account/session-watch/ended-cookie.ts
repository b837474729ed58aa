import type { EndReason } from './session-end-watch'

/** Tells the page that is loaded after an end why it shows a guest. The name must not begin like a session cookie's. */
export const ENDED_COOKIE = 'session-ended'
const LIFE_SECONDS = 30

const REASONS: readonly string[] = ['idle', 'limit', 'elsewhere'] satisfies EndReason[]

/** The reason in a cookie's value, or null. */
export function endReason(value: string | undefined): EndReason | null {
  return value !== undefined && REASONS.includes(value) ? (value as EndReason) : null
}

/** Sets the cookie in this browser; null takes it back. */
export function noteEnd(reason: EndReason | null): void {
  const secure = window.location.protocol === 'https:' ? '; secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere
  document.cookie = `${ENDED_COOKIE}=${reason ?? ''}; path=/; samesite=lax; max-age=${reason ? LIFE_SECONDS : 0}${secure}`
}
