import { slideIntervalMs } from '../../lifetime'
import type { Session } from '../../session'
import { tagOf } from '../../token'
import { CALL_MS, type Core } from './core'
import { failedBy, fromFailure, NobodyAnswers } from './failures'
import { Forwarding } from './forwarding'
import { EMPTY_PART } from './merge'
import type { Answered, Found, Origin, Task, Work } from './messages'
import { partitionOf } from './placement'
import { plan } from './plan'
import type { Plan } from './planned'
import { Remembered } from './remembered'
import { Fenced, type Replicator } from './replicator'
import type { Synchronizer } from './synchronizer'
import { assertWaited, becomeTellable } from './tellable'

const AGAIN_MS = 25
/** A round is not waited for longer: an address where nobody is takes a second. */
const LOOK_MS = 250
/**
 * What may leave no traces where it is refused elsewhere, as other changes may, whose repetition comes to the same: a renewal that only some
 * members have would take the cart from the one that was acknowledged, and after such an end nobody could tell the session's last state.
 */
const ASKED_FIRST: readonly Task['do'][] = ['renew', 'end']

/** Where tasks are done: here, when this member owns the partition, or at the member that does. */
export class Desk {
  readonly forwarding: Forwarding
  /** The last states of sessions, by the calls that ended them. */
  readonly #ended: Remembered<unknown>

  constructor(
    readonly core: Core,
    readonly replicator: Replicator,
    readonly synchronizer: Synchronizer,
  ) {
    this.forwarding = new Forwarding(core, replicator)
    this.#ended = new Remembered(core.clock)
  }

  /** Has a task done by the owner of a partition, whoever that is by then. @throws what the task is refused by, NobodyAnswers */
  async reach<T>(partition: number, message: Work, here: (deadline: number) => Promise<Answered<T>>): Promise<T> {
    const { core } = this
    const deadline = core.clock.now() + CALL_MS
    let forget = () => {}
    const late = new Promise<null>((resolve) => {
      forget = core.clock.timer(CALL_MS, () => resolve(null))
    })
    try {
      for (let attempt = 0; ; attempt++) {
        const owner = core.placement.owner(partition)
        const answer = await Promise.race([late, this.#ask(owner, message, deadline, here)])
        if (answer && 'done' in answer) return answer.done
        if (answer && 'failed' in answer) throw fromFailure(answer.failed)
        if (answer === null || core.isClosed || core.clock.now() > deadline)
          throw new NobodyAnswers('No member of the cluster that answers for the session could be reached.')
        // Another one may have been found to answer for it.
        if (attempt === 0 && core.placement.owner(partition) !== owner) continue
        await Promise.race([core.roster.round(), core.clock.sleep(LOOK_MS)])
        if (attempt > 0) await core.clock.sleep(AGAIN_MS * attempt)
      }
    } finally {
      forget()
    }
  }

  async #ask<T>(owner: string | undefined, message: Work, deadline: number, here: (deadline: number) => Promise<Answered<T>>) {
    if (owner === undefined) return { elsewhere: true as const }
    return owner === this.core.id ? here(deadline) : this.forwarding.ask<T>(owner, message, deadline)
  }

  /** Does a task if this member owns the partition: one at a time for each session and those that it was or will be renewed to. */
  async perform(task: Task, deadline: number, origin?: Origin): Promise<Answered<unknown>> {
    const { core } = this
    const id = task.id ?? (task as { newId: string }).newId
    const partition = partitionOf(tagOf(id))
    return core.locks.run(tagOf(id), async () => {
      try {
        assertWaited(core, deadline)
        await this.synchronizer.freshen([id])
        if (!core.isOwner(partition)) return { elsewhere: true }
        if (task.do !== 'create' && task.id !== null) await becomeTellable(core, task.id, partition)
        const { look, options, roster } = core
        if (ASKED_FIRST.includes(task.do)) await this.replicator.confirm(partition)
        if (core.roster.wasAsleep) {
          // Stopped in the midst of it, while others may have gone on: what is known here is old.
          void core.awake().catch(() => {})
          return { elsewhere: true }
        }
        if (!core.isOwner(partition)) return { elsewhere: true }
        const planned = plan(task, { look, now: options.time(), epoch: roster.epoch, member: core.id })
        const { parts } = planned
        const answer = task.do === 'end' ? this.#lastState(task.call, planned) : planned.answer
        if (origin && core.otherHolders(partition).includes(origin.id)) {
          const outcome = this.replicator.spreadFor(origin, partition, parts)
          return outcome ? { done: answer(), outcome } : { done: answer() }
        }
        await this.replicator.spread(partition, parts)
        return { done: answer() }
      } catch (error) {
        if (error instanceof Fenced) {
          await core.roster.review(error.epoch)
          return { elsewhere: true }
        }
        return failedBy(error)
      }
    })
  }

  /** The end of a session that is asked for again, its answer lost, is answered with the same last state. */
  #lastState(call: string, { answer }: Plan): () => unknown {
    if (this.#ended.get(call) === undefined) this.#ended.set(call, answer())
    return () => this.#ended.get(call)
  }

  /** Has a task about a session done by its owner. */
  task<T>(task: Task): Promise<T> {
    const partition = partitionOf(tagOf(task.id ?? (task as { newId: string }).newId))
    return this.reach<T>(partition, { kind: 'task', task }, (deadline) => this.perform(task, deadline) as Promise<Answered<T>>)
  }

  /** What a token of this id leads to: from this member's own copy, or from a holder's. */
  async read(id: string, mayTouch: boolean): Promise<Found | null> {
    const partition = partitionOf(tagOf(id))
    if (this.#isHere(partition)) return this.readHere(id, mayTouch)
    return this.reach<Found | null>(partition, { kind: 'read', id, mayTouch }, async () =>
      // While this member leaves, others have what is new, and it may not have heard yet who they are.
      this.#isHere(partition) ? { done: await this.readHere(id, mayTouch) } : { elsewhere: true },
    )
  }

  #isHere(partition: number): boolean {
    return this.core.roster.state === 'active' && this.core.placement.holds(this.core.id, partition)
  }

  async readHere(id: string, mayTouch: boolean): Promise<Found | null> {
    const { core } = this
    await this.synchronizer.freshen([id])
    await becomeTellable(core, id, partitionOf(tagOf(id)))
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
}
