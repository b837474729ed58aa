import type { Session } from '../../session'
import { tagOf } from '../../token'
import type { Core } from './core'
import type { Desk } from './desk'
import { failedBy, NobodyAnswers } from './failures'
import { differingFences, FENCES_AT_ONCE } from './fence-exchange'
import { compareWith, differingFrom, recordsOf } from './holdings'
import type { Answered, Deltas, DeltasAnswer, Message, Origin, Work } from './messages'
import { partitionOf } from './placement'
import type { Replicator } from './replicator'
import { assertWaited } from './tellable'
import type { UserDesk } from './user-desk'

/** What a member answers to the messages of others. */
export class Answers {
  constructor(
    readonly core: Core,
    readonly desk: Desk,
    readonly users: UserDesk,
    readonly replicator: Replicator,
    /** Resolves when this member knows what the others have done while it was stopped. */
    readonly awake: () => Promise<void>,
  ) {}

  async to(message: Message): Promise<unknown> {
    const { core } = this
    if (core.isClosed) throw new NobodyAnswers('This member of the cluster is closed.')
    switch (message.kind) {
      case 'hello':
        core.roster.hear(message)
        return core.roster.hello()
      case 'bye':
        return core.roster.remove(message.id)
      case 'deltas':
        return this.#take(message)
      case 'taken':
        return this.desk.forwarding.tickets.hear(message.ticket, message.from, message.answer)
      case 'review':
        return core.roster.review(message.epoch)
      case 'fetch':
        return recordsOf(core.table, message.ids)
      case 'take':
        for (const [id, record] of message.records) core.absorbPacked(id, record)
        return true
      case 'differing':
        return differingFrom(core.table, message.partitions)
      case 'compare':
        return compareWith(core.table, message.partitions)
      case 'fences':
        return this.users.learn(message)
      case 'differing-fences':
        return differingFences(core, message.digests)
      case 'fences-of':
        return core.fences.slice(message.partitions, message.from, FENCES_AT_ONCE)
      case 'list':
        return this.#list(message.userId, core.clock.now() + message.forMs)
      default:
        return this.#work(message, core.clock.now() + message.forMs)
    }
  }

  /** Answers whoever waits for it: the sender, or the member for which that one did it. */
  async #take(deltas: Deltas): Promise<DeltasAnswer> {
    const answer = await this.replicator.take(deltas)
    const { origin } = deltas
    if (origin) this.core.tell(origin.id, { kind: 'taken', from: this.core.id, ticket: origin.ticket, answer })
    return answer
  }

  async #list(userId: string, deadline: number): Promise<Session[]> {
    await this.awake()
    assertWaited(this.core, deadline)
    return this.users.listHere(userId)
  }

  async #work(message: Work & { readonly origin: Origin }, deadline: number): Promise<Answered<unknown>> {
    await this.awake()
    if (message.kind === 'task') return this.desk.perform(message.task, deadline, message.origin)
    if (message.kind === 'user-task') return this.users.perform(message.task, deadline)
    const { roster, placement, id } = this.core
    if (roster.state !== 'active' || !placement.holds(id, partitionOf(tagOf(message.id)))) return { elsewhere: true }
    try {
      assertWaited(this.core, deadline)
      return { done: await this.desk.readHere(message.id, message.mayTouch) }
    } catch (error) {
      return failedBy(error)
    }
  }
}
