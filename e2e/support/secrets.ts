/** The secret part of every session token that a test of this worker has seen; a worker has one stack at a time. */
export const seenSecrets = new Set<string>()

/** Remembers a session cookie's token, for the search at the end ({@link expectNoLeaks}); other cookies are none of its business. */
export function noteCookie(name: string, value: string): void {
  const secret = /(^|-)sid$/.test(name) ? /\.([\w-]{43})$/.exec(value)?.[1] : undefined
  if (secret) seenSecrets.add(secret)
}

/** Forgets a token that the test itself has put where it gets logged (into an address, which the shop never does). */
export function disregard(token: string | undefined): void {
  seenSecrets.delete(token?.split('.')[1] ?? '')
}
