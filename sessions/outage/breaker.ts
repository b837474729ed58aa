import { setTimeout as sleep } from 'node:timers/promises'
import { StoreUnavailable } from '../errors'
import type { Outage } from '../inspection'

/** How long a call that comes while the first probe is under way waits for it: an outage that short costs nobody an answer. */
const FIRST_PROBE_MS = 40
/** A call that failed after this time met a store that is slow, and a probe below it one that is quick; under the time-out of every store. */
const QUICK_MS = 400
/** How long a probe may take, should the store's own bound not hold. */
const PROBE_MS = 2000
/** From one probe to the next: shortest and longest, before the jitter by which replicas do not ask in step. */
const PAUSE_MS = { least: 100, most: 500 } as const
/** Quick probes in a row until a store that was slow is believed again; the double with every relapse, up to the most. */
const PROBES = { afterSlowness: 2, most: 16 } as const
/** Who is slow again so soon after it was believed has relapsed. */
const RELAPSE_MS = 5000

/** How a probe found the place. `slow`: it answers, and not quickly enough for one that was slow. */
type Found = 'well' | 'slow' | 'away'
/** `settled`: the first probe has told what it had to tell. */
type Open = { readonly error: StoreUnavailable; readonly since: number; readonly settled: Promise<void> }

/**
 * Keeps calls away from a place that is known to be dead, so that only the first ones wait for a time-out.
 *
 * Closed, it lets every call through. The first failure that says that the place is away opens it: then calls fail at once, and a probe asks
 * in the background, at once and again, whether the place is back. A place that cannot be reached is back with its first answer. One that
 * was slow must be quick several times in a row, and oftener after each relapse: else every n-th request would pay for the attempt.
 */
export class Breaker {
  readonly #ready: () => Promise<boolean>
  readonly #stopped = new AbortController()
  #open: Open | undefined
  #closedAt = Number.NEGATIVE_INFINITY
  /** Quick probes that the present outage takes. */
  #needed = 1
  readonly #counts = { opened: 0, rejected: 0, probes: 0 }
  /** Ends the pause between two probes, or the next one where none is under way. */
  #hurry = new AbortController()

  /** @param ready asks the place, with the time-out that its calls have; never throws */
  constructor(ready: () => Promise<boolean>) {
    this.#ready = ready
  }

  get isOpen(): boolean {
    return this.#open !== undefined
  }

  /** How it is, and what it has counted since the start. */
  get outage(): Outage {
    const open = this.#open
    return { isAway: open !== undefined, forMs: open ? performance.now() - open.since : null, ...this.#counts }
  }

  /** Does the work, or refuses it. @throws StoreUnavailable, and whatever `work` throws */
  run<T>(operation: string, work: () => Promise<T>): Promise<T> {
    return this.#open ? this.#afterProbe(this.#open, operation, work) : this.#watched(work)
  }

  /** Asks at once when it is open: there is news of the place, such as a new connection to it. */
  hurry(): void {
    this.#hurry.abort()
  }

  /** Ends the probes. What comes afterwards goes through. */
  stop(): void {
    this.#stopped.abort()
    this.#open = undefined
  }

  #watched<T>(work: () => Promise<T>): Promise<T> {
    const begun = performance.now()
    return work().catch((error) => {
      // A call from before the last recovery says nothing of the place as it is now.
      if (error instanceof StoreUnavailable && error.isPlaceAway && begun >= this.#closedAt) this.#opens(error, performance.now() - begun)
      throw error
    })
  }

  async #afterProbe<T>({ settled, error }: Open, operation: string, work: () => Promise<T>): Promise<T> {
    await settled
    if (!this.#open) return this.#watched(work)
    this.#counts.rejected++
    throw new StoreUnavailable(error.store, operation, error.cause)
  }

  #opens(error: StoreUnavailable, ms: number): void {
    if (this.#open || this.#stopped.signal.aborted) return
    const isRelapse = this.#needed > 1 && performance.now() - this.#closedAt < RELAPSE_MS
    if (ms < QUICK_MS) this.#needed = 1
    else this.#needed = isRelapse ? Math.min(this.#needed * 2, PROBES.most) : PROBES.afterSlowness
    this.#counts.opened++
    this.#hurry = new AbortController() // what was heard before is no news
    const first = this.#probe()
    this.#open = { error, since: performance.now(), settled: within(FIRST_PROBE_MS, first).then(() => undefined) }
    // Stopping ends it by an abort.
    this.#recover(first).catch(() => undefined)
  }

  /** Asks until the place is well. */
  async #recover(first: Promise<Found>): Promise<void> {
    let [quick, pause, probe]: [number, number, Promise<Found>] = [0, PAUSE_MS.least, first]
    for (;;) {
      const found = await probe
      quick = found === 'well' ? quick + 1 : 0
      if (quick >= this.#needed) break
      if (found !== 'away') pause = PAUSE_MS.least
      await this.#pause(pause * (0.75 + Math.random() / 2))
      pause = Math.min(pause * 2, PAUSE_MS.most)
      probe = this.#probe()
    }
    this.#closedAt = performance.now()
    this.#open = undefined
  }

  /** Waits until it is time for the next probe, or there is news. @throws when it was stopped */
  async #pause(ms: number): Promise<void> {
    const { signal } = this.#stopped
    await sleep(ms, undefined, { ref: false, signal: AbortSignal.any([signal, this.#hurry.signal]) }).catch(() => undefined)
    signal.throwIfAborted()
    this.#hurry = new AbortController()
  }

  async #probe(): Promise<Found> {
    this.#counts.probes++
    const begun = performance.now()
    if (!(await within(PROBE_MS, this.#ready()))) return 'away'
    return this.#needed === 1 || performance.now() - begun < QUICK_MS ? 'well' : 'slow'
  }
}

/** Waits for an answer, for so many milliseconds at most; then it is undefined. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined).unref()
  })
  return Promise.race([answer, patience]).finally(() => clearTimeout(timer))
}
