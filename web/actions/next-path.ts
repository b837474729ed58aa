/** A path of this shop that came from outside, or the fallback: never another site (`//host`, `/\host`, `https:`). */
export function localPath(value: unknown, fallback = '/'): string {
  if (typeof value !== 'string' || !/^\/(?![/\\])[\x21-\x7e]*$/.test(value) || value.includes('\\')) return fallback
  return value
}

/** The same path with further search parameters. */
export function withParams(path: string, params: Record<string, string | number | undefined>): string {
  const url = new URL(path, 'http://local')
  for (const [name, value] of Object.entries(params)) if (value !== undefined && value !== '') url.searchParams.set(name, String(value))
  return url.pathname + url.search + url.hash
}
