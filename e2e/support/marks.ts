/** Length of a token's secret and of a session id's hash: 32 bytes, base64url. */
const LENGTH = 43

/** Which of the wanted texts, all of 43 base64url characters, stand in `text`; also in the midst of a longer run of such characters. */
export function marksIn(text: string, wanted: ReadonlySet<string>): Set<string> {
  const found = new Set<string>()
  for (const [run] of text.matchAll(/[\w-]{43,}/g))
    for (let at = 0; at + LENGTH <= run.length; at++) {
      const part = run.slice(at, at + LENGTH)
      if (wanted.has(part)) found.add(part)
    }
  return found
}

/** A text without what is secret in it, so that it can be printed. */
export function masked(text: string, secrets: Iterable<string>): string {
  let told = text
  for (const secret of secrets) told = told.replaceAll(secret, '…')
  return told
}
