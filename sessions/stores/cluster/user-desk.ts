import type { Session } from '../../session'
import { ACK_MS, type Core } from './core'
import type { Desk } from './desk'
import { failedBy, NobodyAnswers } from './failures'
import { newestFirst } from './look-up'
import type { Answered, EndedCall, Message, RenewalAnswer, Task, UserTask } from './messages'
import { partitionOf } from './placement'
import { Remembered } from './remembered'
import { assertWaited } from './tellable'

/** What concerns all sessions of a user: done by the owner of the user's partition, one thing at a time for each user. */
export class UserDesk {
  /** How many sessions calls have ended. */
  readonly #ended: Remembered<number>

  constructor(
    readonly core: Core,
    readonly desk: Desk,
  ) {
    this.#ended = new Remembered(core.clock)
  }

  /** Ends all of a user's sessions but one; answers how many. A sign-in that is under way finds its fence moved. */
  endAll(userId: string, exceptId: string | undefined): Promise<number> {
    return this.#task<number>({ do: 'endAll', id: this.core.newCall(), userId, exceptId: exceptId ?? null })
  }

  /** Renews, and ends the oldest sessions beyond `maxSessions`: in one turn, or two sign-ins at once would leave one too many. */
  renew(task: Extract<Task, { do: 'renew' }>, maxSessions: number): Promise<RenewalAnswer> {
    return this.#task<RenewalAnswer>({ do: 'renew', task, maxSessions })
  }

  /** A user's live sessions, newest first. */
  async list(userId: string): Promise<Session[]> {
    const { core } = this
    const { copies } = core.options
    if (copies !== 'all' && core.roster.lost.length >= copies)
      throw new NobodyAnswers('Too many members are out of reach to know all sessions of a user.')
    const lists = await Promise.all([
      this.listHere(userId),
      ...(core.options.copies === 'all' && core.roster.state === 'active'
        ? []
        : core.roster.reachable.map(({ id }) => this.#listAt(id, userId))),
    ])
    const byId = new Map<string, Session>()
    for (const session of lists.flat()) if (session.version >= (byId.get(session.id)?.version ?? 0)) byId.set(session.id, session)
    return [...byId.values()].sort(newestFirst)
  }

  listHere(userId: string): Session[] {
    return this.core.look.ofUser(userId, this.core.options.time())
  }

  async perform(task: UserTask, deadline: number): Promise<Answered<unknown>> {
    const { core } = this
    const userId = task.do === 'endAll' ? task.userId : task.task.renewal.userId
    return core.locks.run(`user ${userId}`, async () => {
      if (!core.isOwner(partitionOf(userId))) return { elsewhere: true }
      try {
        assertWaited(core, deadline)
        return {
          done: task.do === 'endAll' ? await this.#endAllOnce(task) : await this.#renew(task.task, task.maxSessions),
        }
      } catch (error) {
        return failedBy(error)
      }
    })
  }

  /** Takes in fences, and what the call that moved one was answered: its next try may come to this member. */
  learn({ fences, call }: Extract<Message, { kind: 'fences' }>): true {
    for (const [userId, fence] of fences) this.core.fences.raise(userId, fence)
    if (call) this.#ended.set(...call)
    return true
  }

  async #endAllOnce({ id, userId, exceptId }: Extract<UserTask, { do: 'endAll' }>): Promise<number> {
    const known = this.#ended.get(id)
    if (known === undefined) return this.#endAll(id, userId, exceptId)
    // Whoever did it may have been lost before all others heard of it.
    await this.#tell(userId, this.core.fences.of(userId), [id, known])
    return known
  }

  async #endAll(id: string, userId: string, exceptId: string | null): Promise<number> {
    const { core } = this
    // Always one up; the clock only tells apart the fences of two sides that are cut off from each other, so that the later one ends more.
    const fence = Math.max(core.fences.of(userId) + 1, Math.floor(core.options.time()))
    const raised = exceptId === null ? null : await this.desk.task<true | null>({ do: 'raise', id: exceptId, userId, fence })
    const ended = (await this.list(userId)).filter((session) => !raised || session.id !== exceptId)
    this.learn({ kind: 'fences', fences: [[userId, fence]], call: [id, ended.length] })
    await this.#tell(userId, fence, [id, ended.length])
    return ended.length
  }

  async #tell(userId: string, fence: number, call: EndedCall): Promise<void> {
    const { core } = this
    const message = { kind: 'fences', fences: [[userId, fence]], call } as const
    await Promise.all(core.roster.reachable.map(({ id }) => core.ask(id, message, ACK_MS).catch(() => core.roster.suspect(id))))
  }

  async #renew(task: Extract<Task, { do: 'renew' }>, maxSessions: number): Promise<RenewalAnswer> {
    const { core } = this
    const answer = await this.desk.task<RenewalAnswer>(task)
    if (answer === null || answer === 'fresh') return answer
    const others = (await this.list(task.renewal.userId)).filter(({ id }) => id !== answer.session.id)
    await Promise.all(others.slice(Math.max(0, maxSessions - 1)).map(({ id }) => this.desk.task({ do: 'end', id, call: core.newCall() })))
    return answer
  }

  #task<T>(task: UserTask): Promise<T> {
    const userId = task.do === 'endAll' ? task.userId : task.task.renewal.userId
    return this.desk.reach<T>(
      partitionOf(userId),
      { kind: 'user-task', task },
      (deadline) => this.perform(task, deadline) as Promise<Answered<T>>,
    )
  }

  async #listAt(id: string, userId: string): Promise<Session[]> {
    const { core } = this
    try {
      return (await core.ask(id, { kind: 'list', userId, forMs: ACK_MS }, ACK_MS)) as Session[]
    } catch {
      await core.roster.suspect(id)
      return []
    }
  }
}
