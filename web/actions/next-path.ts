/** Paths are resolved against it as a browser would against the shop's address; which one does not matter. */
const HERE = 'http://here.invalid'

/** Longer than any of ours. Redirects say it in a header, and what nginx does not pass on (32 KB) counts against the replica. */
const MOST = 2_000

/** A path of this shop that came from outside, as a browser resolves it, or the fallback: never another site (`//host`, `/\host`, `/..//host`, `https:`). */
export function localPath(value: unknown, fallback = '/'): string {
  if (typeof value !== 'string' || !/^\/[\x21-\x7e]*$/.test(value) || value.includes('\\')) return fallback
  const url = within(value)
  const path = url ? pathOf(url) : fallback
  return path.length > MOST ? fallback : path
}

/** The same path with further search parameters; those of the home page for a path that would lead elsewhere. */
export function withParams(path: string, params: Record<string, string | number | undefined>): string {
  const url = within(path) ?? new URL(HERE)
  for (const [name, value] of Object.entries(params)) if (value !== undefined && value !== '') url.searchParams.set(name, String(value))
  return pathOf(url)
}

/** Resolving removes dot segments, so only what comes out of it can be judged: `/..//host` is a path, and becomes `//host`. */
function within(path: string): URL | null {
  if (!URL.canParse(path, HERE)) return null
  const url = new URL(path, HERE)
  return url.origin === HERE && !url.pathname.startsWith('//') ? url : null
}

function pathOf({ pathname, search, hash }: URL): string {
  return pathname + search + hash
}
