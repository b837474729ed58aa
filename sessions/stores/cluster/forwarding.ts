import { ACK_MS, type Core } from './core'
import { NobodyAnswers } from './failures'
import type { Answered, Work } from './messages'
import { Fenced, type Replicator } from './replicator'
import { Tickets } from './tickets'

const TASK_MS = 2_500

/** Work that another member does for this one. */
export class Forwarding {
  readonly tickets: Tickets

  constructor(
    readonly core: Core,
    readonly replicator: Replicator,
  ) {
    this.tickets = new Tickets(core.clock)
  }

  /** Asks the owner; `elsewhere` when it does not answer, is found to be lost, or is not the owner any more. */
  async ask<T>(owner: string, message: Work, deadline: number): Promise<Answered<T>> {
    const { core } = this
    core.counters.forwarded += 1
    const forMs = Math.min(TASK_MS, deadline - core.clock.now())
    let forget = () => {}
    const loss = new Promise<never>((_, reject) => {
      forget = core.roster.onLoss(owner, () => reject(new NobodyAnswers('The owner of the session is lost.')))
    })
    const ticket = this.tickets.open()
    const origin = { id: core.id, ticket: ticket.number }
    try {
      const answer = await Promise.race([core.ask(owner, { ...message, forMs, origin }, forMs) as Promise<Answered<T>>, loss])
      if ('done' in answer && answer.outcome) await this.replicator.complete(answer.outcome, ticket)
      return answer
    } catch (error) {
      if (error instanceof Fenced) await core.ask(owner, { kind: 'review', epoch: error.epoch }, ACK_MS).catch(() => {})
      else {
        core.missed(owner) // what changed may have been in an answer that was lost
        await core.roster.suspect(owner)
      }
      return { elsewhere: true }
    } finally {
      forget()
      this.tickets.close(ticket)
    }
  }
}
