import type { Clock } from './network'

/** Tells whether this process has been stopped, or kept from working, by the time since a round began last. */
export class Sleep {
  /** A member that was stopped for a while sees it long ago. */
  #roundAt: number
  /** A round has begun since; the timers of a process that goes on run before anything that has reached it is read. */
  #hasSlept = false

  constructor(
    readonly clock: Clock,
    /** So long without a round, and the others may have gone on without this member. */
    readonly limitMs: number,
  ) {
    this.#roundAt = clock.now()
  }

  get wasLong(): boolean {
    return this.#hasSlept || this.clock.now() - this.#roundAt > this.limitMs
  }

  /** A round begins; what was slept before is remembered until `wake`. */
  round(): void {
    this.#hasSlept = this.wasLong
    this.#roundAt = this.clock.now()
  }

  wake(): void {
    this.#hasSlept = false
    this.#roundAt = this.clock.now()
  }
}
