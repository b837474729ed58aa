/**
 * Base of everything the session layer throws on purpose. `instanceof` goes by `kind`, not by identity: bundlers (Next: pages apart
 * from route handlers) load this file more than once into one process, while the store that throws is one for all of them.
 */
export class SessionError extends Error {
  static readonly kind: string = 'SessionError'
  override readonly name: string = 'SessionError'

  static override [Symbol.hasInstance](this: { readonly kind: string }, value: unknown): boolean {
    if (!(typeof value === 'object' && value)) return false
    for (let each = value.constructor; typeof each === 'function'; each = Object.getPrototypeOf(each))
      // biome-ignore lint/complexity/noThisInStatic: the class that stands right of `instanceof`
      if (Object.hasOwn(each, 'kind') && (each as { kind?: unknown }).kind === this.kind) return true
    return false
  }
}

/** The store could not be reached or did not answer in time. Never means "signed out". */
export class StoreUnavailable extends SessionError {
  static override readonly kind = 'StoreUnavailable'
  override readonly name = 'StoreUnavailable'
  constructor(
    readonly store: string,
    readonly operation: string,
    cause?: unknown,
    /** Whether the place as a whole is out of reach. False: it is there and does not serve this call (full, read-only, a locked row); others may fare better. */
    readonly isPlaceAway = true,
  ) {
    super(`The ${store} session store did not answer "${operation}": ${cause instanceof Error ? cause.message : 'unavailable'}`, { cause })
  }
}

/** A change or token that no store would accept: a bug or bad input in the caller. */
export class InvalidChange extends SessionError {
  static override readonly kind = 'InvalidChange'
  override readonly name = 'InvalidChange'
}

/** The same change id came with other steps. */
export class ChangeConflict extends SessionError {
  static override readonly kind = 'ChangeConflict'
  override readonly name = 'ChangeConflict'
  constructor(readonly changeId: string) {
    super(`Change "${changeId}" was already applied with other steps; use a new id for a new change.`)
  }
}

/** An `add` with `over: 'refuse'` would have gone beyond its `max`; nothing of the change was applied. */
export class LimitExceeded extends SessionError {
  static override readonly kind = 'LimitExceeded'
  override readonly name = 'LimitExceeded'
  constructor(
    readonly key: string,
    readonly current: number,
    readonly max: number,
  ) {
    super(`"${key}" is ${current} and may be at most ${max}.`)
  }
}

/** The user's sessions were ended (or the password changed) after this fence was taken. */
export class FenceMoved extends SessionError {
  static override readonly kind = 'FenceMoved'
  override readonly name = 'FenceMoved'
  constructor() {
    super("The user's sessions were ended meanwhile; sign in again.")
  }
}

/** The session would no longer fit into where it is kept (a cookie, in the store `stateless`); nothing of the change was applied. */
export class SessionTooLarge extends SessionError {
  static override readonly kind = 'SessionTooLarge'
  override readonly name = 'SessionTooLarge'
  constructor(
    /** How large it would have become, and how large it may be. */
    readonly bytes: number,
    readonly max: number,
  ) {
    super(`The session would take ${bytes} bytes and may take at most ${max}; take something out of it first.`)
  }
}
