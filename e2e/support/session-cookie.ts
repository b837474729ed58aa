import type { Reply } from './client'

/** The Set-Cookie line of the session, whatever the mode and the scheme call it; '' when there is none. */
export function sessionCookie({ headers }: Reply): string {
  return headers['set-cookie']?.find((line) => /^[\w-]*sid=/.test(line)) ?? ''
}
