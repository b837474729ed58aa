/** A timer that fires later than this was held up by its own process. */
const LATE_MS = 50
/** The longest that `setTimeout` takes. */
const MAX_MS = 2 ** 31 - 1

/**
 * A time-out that does not blame another for what this process slept through: what has arrived meanwhile is read first, and a process
 * that stood still (a long rendering, a stop) waits once more, for as long as it stood, at most for the whole time. It does not keep a
 * process alive.
 */
export class Patience {
  readonly #expire: () => void
  #timer: NodeJS.Timeout
  #turn: NodeJS.Immediate | undefined

  constructor(timeoutMs: number, expire: () => void) {
    this.#expire = expire
    const ms = Math.min(timeoutMs, MAX_MS)
    const due = performance.now() + ms
    this.#timer = setTimeout(() => {
      const late = performance.now() - due
      if (late <= LATE_MS) this.#expireAfterReading()
      else this.#timer = setTimeout(() => this.#expireAfterReading(), Math.min(late, ms)).unref()
    }, ms).unref()
  }

  /** Harmless when repeated, and after it has expired. */
  stop(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#turn)
  }

  /** Timers come before sockets in a turn of the event loop, and immediates after them. */
  #expireAfterReading(): void {
    this.#turn = setImmediate(this.#expire)
  }
}
