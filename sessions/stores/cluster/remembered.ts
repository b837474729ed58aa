import { CALL_MS } from './core'
import type { Clock } from './network'

/** What calls were answered, by their ids, for as long as they may be sent again. */
export class Remembered<T> {
  readonly #answers = new Map<string, { readonly answer: T; readonly until: number }>()

  constructor(readonly clock: Clock) {}

  get(call: string): T | undefined {
    return this.#answers.get(call)?.answer
  }

  set(call: string, answer: T): void {
    const now = this.clock.now()
    for (const [each, { until }] of this.#answers) {
      if (until >= now) break // in the order of their times
      this.#answers.delete(each)
    }
    this.#answers.delete(call)
    this.#answers.set(call, { answer, until: now + 4 * CALL_MS })
  }
}
