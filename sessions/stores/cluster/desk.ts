import { slideIntervalMs } from '../../lifetime'
import type { Session } from '../../session'
import { tagOf } from '../../token'
import { CALL_MS, type Core } from './core'
import { fromFailure, NobodyAnswers, toFailure } from './failures'
import { EMPTY_PART } from './merge'
import type { Answered, Found, Message, Task } from './messages'
import { partitionOf } from './placement'
import { plan } from './plan'
import { Fenced, type Replicator } from './replicator'
import type { Synchronizer } from './synchronizer'

const TASK_MS = 2_500
const AGAIN_MS = 25

/** Where tasks are done: here, when this member owns the partition, or at the member that does. */
export class Desk {
  constructor(
    readonly core: Core,
    readonly replicator: Replicator,
    readonly synchronizer: Synchronizer,
  ) {}

  /** Has a task done by the owner of a partition, whoever that is by then. @throws what the task is refused by, NobodyAnswers */
  async reach<T>(partition: number, message: Message, here: () => Promise<Answered<T>>): Promise<T> {
    const { core } = this
    const deadline = core.clock.now() + CALL_MS
    for (let attempt = 0; ; attempt++) {
      const owner = core.placement.owner(partition)
      const answer =
        owner === core.id ? await here() : owner === undefined ? { elsewhere: true as const } : await this.#forward<T>(owner, message)
      if ('done' in answer) return answer.done
      if ('failed' in answer) throw fromFailure(answer.failed)
      if (core.isClosed || core.clock.now() > deadline)
        throw new NobodyAnswers('No member of the cluster that answers for the session could be reached.')
      if (attempt > 0) await core.clock.sleep(AGAIN_MS * attempt)
      await core.roster.round()
    }
  }

  /** Does a task if this member owns the partition: one at a time for each session and those that it was or will be renewed to. */
  async perform(task: Task): Promise<Answered<unknown>> {
    const { core } = this
    const id = task.id ?? (task as { newId: string }).newId
    const partition = partitionOf(tagOf(id))
    return core.locks.run(tagOf(id), async () => {
      try {
        await this.synchronizer.freshen([id])
        if (!core.isOwner(partition)) return { elsewhere: true }
        if (task.do !== 'create' && task.id !== null) this.#assertTellable(task.id, partition)
        const { look, options, roster } = core
        const { parts, answer } = plan(task, { look, now: options.time(), epoch: roster.epoch, member: core.id })
        await this.replicator.spread(partition, parts)
        return { done: answer() }
      } catch (error) {
        if (error instanceof Fenced) {
          await core.roster.review(error.epoch)
          return { elsewhere: true }
        }
        const failed = toFailure(error)
        if (!failed) throw error
        return { failed }
      }
    })
  }

  /** Has a task about a session done by its owner. */
  task<T>(task: Task): Promise<T> {
    const partition = partitionOf(tagOf(task.id ?? (task as { newId: string }).newId))
    return this.reach<T>(partition, { kind: 'task', task }, () => this.perform(task) as Promise<Answered<T>>)
  }

  /** What a token of this id leads to: from this member's own copy, or from a holder's. */
  async read(id: string, mayTouch: boolean): Promise<Found | null> {
    const { core } = this
    const partition = partitionOf(tagOf(id))
    if (core.roster.state === 'active' && core.placement.holds(core.id, partition)) return this.readHere(id, mayTouch)
    return this.reach<Found | null>(partition, { kind: 'read', id, mayTouch }, async () => ({ done: await this.readHere(id, mayTouch) }))
  }

  async readHere(id: string, mayTouch: boolean): Promise<Found | null> {
    const { core } = this
    await this.synchronizer.freshen([id])
    this.#assertTellable(id, partitionOf(tagOf(id)))
    const now = core.options.time()
    const found = core.look.find(id, now)
    if (!found.record) return null
    const { record, alias } = found
    const isDue = now - record.lastSeenAt >= slideIntervalMs(record.beginning.idleMs)
    if (mayTouch && isDue && alias?.grace !== 'powerless') {
      await this.replicator.spread(partitionOf(tagOf(id)), [[found.id, { ...EMPTY_PART, lastSeenAt: now }]]).catch(() => {})
    }
    const session: Session = core.look.session(found.id, { ...record, lastSeenAt: mayTouch && isDue ? now : record.lastSeenAt })
    return { session, alias: alias && { grace: alias.grace, sealedToken: alias.sealedToken } }
  }

  #assertTellable(id: string, partition: number): void {
    const { core } = this
    if (core.cannotTell(partition) && !core.table.packed(id))
      throw new NobodyAnswers('All members that held this session are out of reach.')
  }

  async #forward<T>(owner: string, message: Message): Promise<Answered<T>> {
    const { core } = this
    core.counters.forwarded += 1
    try {
      return (await core.ask(owner, message, TASK_MS)) as Answered<T>
    } catch {
      await core.roster.suspect(owner)
      return { elsewhere: true }
    }
  }
}
