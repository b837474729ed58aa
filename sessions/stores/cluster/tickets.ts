import type { DeltasAnswer } from './messages'
import type { Clock } from './network'

/** What a member waits to hear from holders to whom another member has sent what this one asked for. */
export class Ticket {
  readonly #heard = new Map<string, DeltasAnswer>()
  #onAnswer: () => void = () => {}

  constructor(
    readonly number: number,
    readonly clock: Clock,
  ) {}

  hear(from: string, answer: DeltasAnswer): void {
    this.#heard.set(from, answer)
    this.#onAnswer()
  }

  /** The answers of those members: resolves when all have come, or after so many milliseconds with what there is. */
  async answers(of: readonly string[], ms: number): Promise<ReadonlyMap<string, DeltasAnswer>> {
    const isComplete = () => of.every((id) => this.#heard.has(id))
    if (isComplete()) return this.#heard
    await new Promise<void>((resolve) => {
      const forget = this.clock.timer(ms, resolve)
      this.#onAnswer = () => {
        if (!isComplete()) return
        forget()
        resolve()
      }
    })
    return this.#heard
  }
}

/** The tickets of calls under way. */
export class Tickets {
  readonly #open = new Map<number, Ticket>()
  #next = 1

  constructor(readonly clock: Clock) {}

  open(): Ticket {
    const ticket = new Ticket(this.#next++, this.clock)
    this.#open.set(ticket.number, ticket)
    return ticket
  }

  close({ number }: Ticket): void {
    this.#open.delete(number)
  }

  /** An answer for which nobody waits any more says nothing. */
  hear(number: number, from: string, answer: DeltasAnswer): void {
    this.#open.get(number)?.hear(from, answer)
  }
}
