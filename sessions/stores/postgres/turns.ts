import { StoreUnavailable } from '../../errors'

/** How many changes of a session are on their way to Postgres: one works, and the next is already waiting at the row. */
const AT_ONCE = 2
/** How long a change waits behind others of its session, as long as it would for a connection. */
const PATIENCE_MS = 2000

type Line = { busy: number; readonly waiting: { readonly go: () => void; readonly giveUp: (error: unknown) => void }[] }

/**
 * Lets the changes of one session take turns inside this process. In Postgres they would wait for the same row anyway, each holding
 * a connection: one busy session would keep all others waiting, and the longer the queue at a row, the more each hand-over costs.
 * Correctness does not rest on it: other replicas do not know these turns.
 */
export class Turns {
  readonly #lines = new Map<string, Line>()

  /** @throws StoreUnavailable when the turn came too late, or Postgres went away meanwhile; whatever `work` throws. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(key) ?? { busy: 0, waiting: [] }
    this.#lines.set(key, line)
    const since = performance.now()
    if (line.busy < AT_ONCE) line.busy++
    else await new Promise<void>((go, giveUp) => line.waiting.push({ go, giveUp }))
    try {
      // Those ahead have done the same, so nobody waits much longer than this and one call.
      if (performance.now() - since > PATIENCE_MS) {
        throw new StoreUnavailable(
          'postgres',
          'change',
          new Error(`it waited ${PATIENCE_MS / 1000} s behind other changes of the same session`),
          false,
        )
      }
      return await work()
    } catch (error) {
      // They would only wait for the same time-out, one after the other.
      if (error instanceof StoreUnavailable && error.isPlaceAway) for (const { giveUp } of line.waiting.splice(0)) giveUp(error)
      throw error
    } finally {
      this.#leave(key, line)
    }
  }

  #leave(key: string, line: Line): void {
    const next = line.waiting.shift()
    if (next) next.go()
    else if (--line.busy === 0) this.#lines.delete(key)
  }
}
