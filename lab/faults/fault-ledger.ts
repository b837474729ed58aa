import type { Fault } from '../contract'
import { thingOf } from './fault-rules'
import type { ActiveFault } from './links'

type Changing<T> = { -readonly [K in keyof T]: T[K] }
/** A fault that is on, or announced. */
export type Entry = Omit<ActiveFault, 'fault'> & {
  readonly fault: Changing<Fault>
  timer: NodeJS.Timeout
  stage: 'announced' | 'begun' | 'done'
}

/** How many faults are remembered that are over. */
const REMEMBERED = 10

/** What a supervisor knows of its faults: those that are on, and the last ones that were. It breaks and mends nothing. */
export class FaultLedger {
  readonly #on = new Map<string, Entry>()
  #past: Changing<Fault>[] = []
  /** Those of the past that were announced only: nothing happened, nobody is told, and they are not made any more. */
  readonly #unmade = new WeakSet<Fault>()

  /** All that happened or is about to, the oldest first; copies. */
  told(): Fault[] {
    const past = this.#past.filter((fault) => !this.#unmade.has(fault))
    return [...past, ...this.active()].map((fault) => ({ ...fault }))
  }

  entry(id: string): Entry | undefined {
    return this.#on.get(id)
  }

  entries(): Entry[] {
    return [...this.#on.values()]
  }

  /** One that is over, announced only as well. */
  past(id: string): Fault | undefined {
    return this.#past.find((each) => each.id === id)
  }

  active(): Fault[] {
    return this.entries().map(({ fault }) => fault)
  }

  /** Those that are more than announced. */
  made(): Entry[] {
    return this.entries().filter(({ stage }) => stage !== 'announced')
  }

  /** Whether it is still among those that are over. */
  isPast(fault: Fault): boolean {
    return this.#past.includes(fault)
  }

  add(entry: Entry): void {
    this.#on.set(entry.fault.id, entry)
  }

  /** It is over now. */
  close({ fault, timer, stage }: Entry): void {
    clearTimeout(timer)
    this.#on.delete(fault.id)
    fault.undone = Date.now()
    if (stage === 'announced') this.#unmade.add(fault)
    this.#past = [...this.#past, fault].slice(-REMEMBERED)
  }

  /** Forgets those on the same thing: a process has one fault at a time. Answers those that were on; the one that comes instead says how it went on. */
  forgetLike(order: Fault): Fault[] {
    const isLike = (fault: Fault) => fault !== order && thingOf(fault) === thingOf(order)
    const alike = this.entries().filter((each) => isLike(each.fault))
    for (const { fault, timer } of alike) {
      clearTimeout(timer)
      this.#on.delete(fault.id)
    }
    this.#past = this.#past.filter((fault) => fault.healedMs !== null || this.#unmade.has(fault) || !isLike(fault)) // it never came to heal
    return alike.map(({ fault }) => fault)
  }

  /** Forgets all that are on. */
  clear(): void {
    for (const { timer } of this.entries()) clearTimeout(timer)
    this.#on.clear()
  }
}
