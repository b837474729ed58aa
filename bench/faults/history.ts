/**
 * What the clients of a fault run saw, in the words of Jepsen's checkers (https://github.com/jepsen-io/jepsen): a change is acknowledged when a
 * call answered it, and unknown while no try of it was answered.
 *
 * @module
 */

/** One line of a cart that a client added, under a key that nobody else uses. */
export type Line = {
  readonly key: string
  /** Asked not to be lost in a failover: as checkout asks. */
  readonly durable: boolean
  /** When the add was acknowledged; null: no try was answered. Milliseconds of `performance.now()`, as all times here. */
  addedAt: number | null
  /** Whether the last read showed it: only such a line is removed, or a removal would cover up that the add was lost. */
  isShown: boolean
  /** A read showed it more than once, also if it was removed later. */
  isDoubled: boolean
  removal: { acknowledgedAt: number | null } | null
}

/** One session, from its first change to its end. */
export type Life = {
  token: string
  readonly lines: Line[]
  /** When the sign-in was acknowledged; null: a guest, or no try was answered. */
  signedInAt: number | null
  /** A sign-in was tried and no try of it was answered: the session may have become somebody's. */
  signingIn: boolean
  /** When the sign-out was acknowledged, and what the session held then; `last` null: it was not there, undefined: an earlier try may have ended it. */
  endedAt: number | null
  last: Readonly<Record<string, string | number>> | null | undefined
  /** A sign-out was tried and no try was answered. */
  ending: boolean
  /** When the store said that there is no such session, though nobody had ended it. */
  goneAt: number | null
  /** The highest version that an answer showed. */
  version: number
  /** Reads that showed less than that. */
  staleReads: number
}

/** One call, refused or answered. */
export type Call = { readonly client: number; readonly at: number; readonly ms: number; readonly ok: boolean }

export type History = { readonly lives: readonly Life[]; readonly calls: readonly Call[] }

/** What all replicas say of a life's session when the fault is over: each line's value by its key; null: there is no such session. */
export type LastWord = { readonly life: Life; readonly attributes: Readonly<Record<string, string | number>> | null }
