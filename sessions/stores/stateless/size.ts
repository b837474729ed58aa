import { SessionTooLarge } from '../../errors'

/** What browsers keep of one cookie: its name, value and attributes together (RFC 6265, 6.1). A longer one is dropped without a word. */
export const MAX_COOKIE_BYTES = 4096
/**
 * Of which name and attributes take no more than this, however the session is sent: the longest name, and Path, Expires, Max-Age, Secure,
 * HttpOnly and SameSite (sessions/request measures it in a test).
 */
export const COOKIE_FRAME_BYTES = 128
/** How large a sealed token may become. */
export const MAX_TOKEN_BYTES = MAX_COOKIE_BYTES - COOKIE_FRAME_BYTES

/** @throws SessionTooLarge when a cookie with this token would not be kept */
export function requireFit(token: string): void {
  const bytes = Buffer.byteLength(token)
  if (bytes > MAX_TOKEN_BYTES) throw new SessionTooLarge(bytes + COOKIE_FRAME_BYTES, MAX_COOKIE_BYTES)
}
