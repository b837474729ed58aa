import { APPLIED_MS } from '../../session'
import type { PostgresLink } from './link'
import { STATEMENTS } from './statements'

/** Rows per transaction: a few milliseconds of work, so that nobody waits for it. */
const BATCH = 500

/**
 * Removes expired sessions, aliases and ids of applied changes, now and then. Nothing depends on it but the size of the tables:
 * whether a session has expired is decided by its fields at every call. Of several replicas that collect at once, one does.
 */
export class Collector {
  readonly #link: PostgresLink
  readonly #everyMs: number
  #timer: NodeJS.Timeout | undefined
  #isBusy = false
  #stopped = false

  constructor(link: PostgresLink, everyMs: number) {
    this.#link = link
    this.#everyMs = everyMs
  }

  /** Starts the timer, which keeps no process alive; further calls do nothing. */
  start(): void {
    if (this.#timer || this.#stopped) return
    this.#timer = setInterval(() => this.#collect(), this.#everyMs).unref()
  }

  stop(): void {
    this.#stopped = true
    clearInterval(this.#timer)
  }

  async #collect(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      for (let collected = BATCH; collected >= BATCH && !this.#stopped; ) {
        const [row] = await this.#link.run('collect', STATEMENTS.collect, [BATCH, APPLIED_MS])
        collected = Number(row?.[0] ?? 0)
      }
    } catch {
      // Postgres is away or busy; the next turn finds the same rows.
    } finally {
      this.#isBusy = false
    }
  }
}
