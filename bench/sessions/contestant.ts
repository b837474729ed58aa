/**
 * What is measured, in one vocabulary for our stores, the floors below them and the peers beside them.
 *
 * @module
 */

/** Where the sessions are; each has a floor, a store of ours and a peer. */
export const FAMILIES = ['memory', 'redis', 'postgres'] as const
export type Family = (typeof FAMILIES)[number]

/** `floor`: the least that this back end can be asked for, without any session layer around it. */
export type Role = 'ours' | 'floor' | 'peer'

/** The session work of one request: show a page; put one more of a product in the cart; sign in. */
export type Operation = 'read' | 'change' | 'renew'

/** Sessions that take turns, so that no key or row is the only hot one. */
export const SESSIONS = 200

/** The cart of every session: five lines. */
export const PRODUCTS = ['lamp', 'chair', 'kettle', 'shelf', 'radio'].map((name) => `${name}-0123456789ab`)

/** One quantity for every line. */
export const FULL_CART: Readonly<Record<string, number>> = Object.fromEntries(PRODUCTS.map((product) => [product, 1]))

/** One competitor for speed. */
export type Contestant = {
  readonly family: Family
  readonly role: Role
  readonly name: string
  /** Forgets the sessions of the last metric and makes {@link SESSIONS} new ones with a full cart. */
  prepare(): Promise<void>
  /** The work on the session of this number; it throws when the session is not as it should be. A floor has no `renew`. */
  readonly operations: Readonly<Partial<Record<Operation, (session: number) => Promise<void>>>>
  close(): Promise<void>
}

/** One product of {@link PRODUCTS} after the other. */
export function productTurns(): () => string {
  let turn = 0
  return () => PRODUCTS[turn++ % PRODUCTS.length] as string
}

/** Makes one session after the other, a few at once. */
export async function makeSessions<T>(make: (session: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  for (let begin = 0; begin < SESSIONS; begin += 20) {
    made.push(...(await Promise.all(Array.from({ length: 20 }, (_, i) => make(begin + i)))))
  }
  return made
}
