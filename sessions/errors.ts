/** Base of everything the session layer throws on purpose. */
export class SessionError extends Error {
  override readonly name: string = 'SessionError'
}

/** The store could not be reached or did not answer in time. Never means "signed out". */
export class StoreUnavailable extends SessionError {
  override readonly name = 'StoreUnavailable'
  constructor(
    readonly store: string,
    readonly operation: string,
    cause?: unknown,
  ) {
    super(`The ${store} session store did not answer "${operation}": ${cause instanceof Error ? cause.message : 'unavailable'}`, { cause })
  }
}

/** A change or token that no store would accept: a bug or bad input in the caller. */
export class InvalidChange extends SessionError {
  override readonly name = 'InvalidChange'
}

/** The same change id came with other steps. */
export class ChangeConflict extends SessionError {
  override readonly name = 'ChangeConflict'
  constructor(readonly changeId: string) {
    super(`Change "${changeId}" was already applied with other steps; use a new id for a new change.`)
  }
}

/** An `add` with `over: 'refuse'` would have gone beyond its `max`; nothing of the change was applied. */
export class LimitExceeded extends SessionError {
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
  override readonly name = 'FenceMoved'
  constructor() {
    super("The user's sessions were ended meanwhile; sign in again.")
  }
}
