import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { SessionStore } from '../../sessions'
import { productTurns } from '../sessions/contestant'
import { addOne, type Sessions, shares } from './load'
import type { Endured } from './protocol'

/** After a change that failed; a browser would wait longer. */
const AGAIN_MS = 10

/** Clients that go on while something breaks, and note for how long they could not. */
export class Endurance {
  #isDone = false
  #failures = 0
  #firstFailureAt: number | null = null
  #firstSuccessAt: number | null = null
  #longestGapMs = 0
  readonly #work: Promise<unknown>

  constructor(
    private readonly store: SessionStore,
    { tokens, concurrency }: Sessions,
  ) {
    this.#work = Promise.all(shares(tokens, concurrency).map((mine) => this.#run(mine)))
  }

  async stop(): Promise<Endured> {
    this.#isDone = true
    await this.#work
    const [failures, firstFailureAt, firstSuccessAt, longestGapMs] = [
      this.#failures,
      this.#firstFailureAt,
      this.#firstSuccessAt,
      this.#longestGapMs,
    ]
    return { failures, firstFailureAt, firstSuccessAt, longestGapMs }
  }

  /** A call that waits until somebody else answers for its session is as much of an outage as one that fails. */
  async #run(tokens: readonly string[]): Promise<void> {
    const product = productTurns()
    for (let turn = 0; !this.#isDone; turn++) {
      const begun = performance.now()
      while (!(await this.#try(tokens[turn % tokens.length] as string, product())) && !this.#isDone) await sleep(AGAIN_MS)
      this.#longestGapMs = Math.max(this.#longestGapMs, performance.now() - begun)
      await nextTurn()
    }
  }

  async #try(token: string, product: string): Promise<boolean> {
    try {
      await addOne(this.store, token, product)
      if (this.#firstFailureAt !== null) this.#firstSuccessAt ??= Date.now()
      return true
    } catch {
      this.#failures++
      this.#firstFailureAt ??= Date.now()
      return false
    }
  }
}
