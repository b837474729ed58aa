/** The number at the end of a replica's name, 0 without one. */
export function replicaNumber(replica: string): number {
  return Number(/(\d+)$/.exec(replica)?.[1] ?? 0)
}

/** The replica's letter: web-1 is A, web-2 is B. Names of another shape are shown as they are. */
export function replicaLetter(replica: string): string {
  const number = replicaNumber(replica)
  return number > 0 && number <= 26 ? String.fromCharCode(64 + number) : replica
}

/** A session id as people can compare it: the first four and last two characters of its hash. */
export function shortId(id: string): string {
  const hash = id.slice(id.lastIndexOf('.') + 1)
  return hash.length > 8 ? `${hash.slice(0, 4)}…${hash.slice(-2)}` : hash
}

/** `A`, `A and B`, `A, B and C`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
