/** The secret parts, 43 characters each, of every session token that a test of this worker has seen; a worker has one stack at a time. */
export const seenSecrets = new Set<string>()

/** Remembers a session cookie's token, for the search at the end ({@link expectNoLeaks}); other cookies are none of its business. */
export function noteCookie(name: string, value: string): void {
  if (/(^|-)sid$/.test(name)) for (const secret of secretsOf(value)) seenSecrets.add(secret)
}

/** Of an ordinary token its secret; of a sealed one, `<tag>.<secret>.<header>..<iv>.<sealed>.<tag>`, also the beginning of what is sealed. */
function secretsOf(token: string): string[] {
  const [, secret, sealed] = /^[\w-]{8}\.([\w-]{43})(?:\.[\w-]+\.\.[\w-]+\.([\w-]{43})[\w-]*\.[\w-]+)?$/.exec(token) ?? []
  return [secret, sealed].filter((part) => part !== undefined)
}

/** Forgets a token that the test itself has put where it gets logged (into an address, which the shop never does). */
export function disregard(token: string | undefined): void {
  for (const secret of secretsOf(token ?? '')) seenSecrets.delete(secret)
}
