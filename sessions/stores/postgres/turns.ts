import { StoreUnavailable } from '../../errors'

/** How long a change waits behind others of its session, as long as it would for a connection. */
const PATIENCE_MS = 2000

/**
 * Lets the changes of one session take turns inside this process. In Postgres they would wait for the same row anyway, each holding
 * a connection: so one busy session would keep all others waiting, and handing over a row's lock costs more than not needing it.
 * Correctness does not rest on it: other replicas do not know these turns.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>()

  /** @throws StoreUnavailable when the turn came too late; whatever `work` throws. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const mine = this.#after(this.#last.get(key), work)
    const settled = mine.then(
      () => {},
      () => {},
    )
    this.#last.set(key, settled)
    try {
      return await mine
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key)
    }
  }

  async #after<T>(before: Promise<void> | undefined, work: () => Promise<T>): Promise<T> {
    if (before === undefined) return work()
    const since = performance.now()
    await before
    // Those ahead have done the same, so nobody waits much longer than this and one call.
    if (performance.now() - since > PATIENCE_MS) {
      throw new StoreUnavailable(
        'postgres',
        'change',
        new Error(`it waited ${PATIENCE_MS / 1000} s behind other changes of the same session`),
      )
    }
    return work()
  }
}
