const EVERY_MS = 1_000
/** After a request of the page: long enough for what follows on its answer, such as acknowledgements between replicas. */
const SOON_MS = 120

/** Asks again and again, one at a time, while the page is visible. */
export class Polling {
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> | undefined
  #users = 0

  constructor(private readonly ask: () => Promise<void>) {}

  /** Begins, until what it answers is called as often as this was. */
  start(): () => void {
    this.#users++
    document.addEventListener('visibilitychange', this.#onVisibility)
    if (this.#users === 1) void this.now()
    let stopped = false
    return () => {
      if (stopped) return
      stopped = true
      this.#users--
      if (this.#users > 0) return
      document.removeEventListener('visibilitychange', this.#onVisibility)
      clearTimeout(this.#timer)
    }
  }

  /** Asks now; with one under way, after that one. */
  async now(): Promise<void> {
    const under = this.#running
    if (under) await under
    if (this.#running) return this.#running
    clearTimeout(this.#timer)
    this.#running = this.ask().finally(() => {
      this.#running = undefined
      this.#plan(EVERY_MS)
    })
    return this.#running
  }

  /** Asks in a moment. */
  soon(): void {
    if (!this.#running) this.#plan(SOON_MS)
    else void this.#running.then(() => this.#plan(SOON_MS))
  }

  #plan(ms: number): void {
    clearTimeout(this.#timer)
    if (this.#users > 0 && document.visibilityState === 'visible') this.#timer = setTimeout(() => void this.now(), ms)
  }

  readonly #onVisibility = () => {
    if (document.visibilityState === 'visible') this.#plan(0)
  }
}
