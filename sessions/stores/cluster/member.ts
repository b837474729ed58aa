import { Answers } from './answers'
import { Core, type MemberOptions } from './core'
import { Desk } from './desk'
import { NobodyAnswers } from './failures'
import { Housekeeping } from './housekeeping'
import type { Message } from './messages'
import { Replicator } from './replicator'
import { Synchronizer } from './synchronizer'
import { UserDesk } from './user-desk'

const LEAVE_MS = 8_000
const PAUSE_MS = 250
/** So often a member looks for others before it begins alone. */
const LOOKS = 4

/**
 * One member of a cluster that holds sessions together. Every change of a session is accepted by the owner of its partition, one at a
 * time, and spread to the other holders before it is acknowledged; while members are cut off from each other each side has an owner, and
 * what both accepted is merged afterwards.
 */
export class Member {
  readonly core: Core
  readonly desk: Desk
  readonly users: UserDesk
  readonly housekeeping: Housekeeping
  readonly #synchronizer: Synchronizer
  #waking: Promise<void> | undefined
  #leaving: Promise<void> | undefined

  constructor(options: MemberOptions) {
    this.core = new Core(options)
    this.core.awake = () => this.awake()
    const replicator = new Replicator(this.core)
    this.#synchronizer = new Synchronizer(this.core)
    this.desk = new Desk(this.core, replicator, this.#synchronizer)
    this.users = new UserDesk(this.core, this.desk)
    this.housekeeping = new Housekeeping(this.core, this.#synchronizer)
    this.core.listen(
      () => this.#synchronizer.replaced(),
      (id) => this.#synchronizer.returned(id),
    )
    const answers = new Answers(this.core, this.desk, this.users, replicator, () => this.awake())
    options.network.handle((message) => answers.to(message as Message))
  }

  /** Finds the others, learns what they hold, and then takes its share; resolves when it has. */
  async join(): Promise<void> {
    const { roster } = this.core
    roster.wake()
    await roster.round()
    for (let looks = 1; looks < LOOKS && roster.isPerhapsAlone && !this.core.isClosed; looks++) {
      await this.core.clock.sleep(PAUSE_MS)
      await roster.round()
    }
    await this.#enter()
    void roster.run()
    void this.#synchronizer.run()
    void this.housekeeping.run()
  }

  /** Hands over what it holds, and says goodbye. */
  leave(): Promise<void> {
    this.#leaving ??= this.#leave()
    return this.#leaving
  }

  async #leave(): Promise<void> {
    const { core } = this
    if (core.isClosed) return
    await core.roster.announce('leaving')
    const handedOver = this.#synchronizer.exchangeAll(core.roster.reachable, LEAVE_MS)
    await Promise.race([handedOver, core.clock.sleep(LEAVE_MS)])
    await Promise.all(core.roster.reachable.map(({ id }) => core.ask(id, { kind: 'bye', id: core.id }, 500).catch(() => {})))
  }

  /** What this member counts, and what it holds: sessions by role, and their bytes in memory. */
  counters(): Record<string, number> {
    const { core } = this
    return {
      ...core.counters.snapshot(),
      ...core.held(),
      members: core.roster.active.length,
      members_lost: core.roster.lost.length,
      epoch: core.roster.epoch,
    }
  }

  /** Stops at once, as a crash would. */
  stop(): void {
    this.core.isClosed = true
    this.core.roster.stop()
    this.core.table.clear()
  }

  /** Who was stopped for a while learns first what the others have done meanwhile. @throws NobodyAnswers when the member is closed */
  async awake(): Promise<void> {
    if (this.core.isClosed) throw new NobodyAnswers('This member of the cluster is closed.')
    if (this.core.roster.wasAsleep && this.core.roster.state === 'active')
      this.#waking ??= this.#wake().finally(() => (this.#waking = undefined))
    await this.#waking
  }

  async #wake(): Promise<void> {
    this.core.roster.wake()
    await this.core.roster.announce('joining')
    await this.#enter()
  }

  /** From `joining` to `active`: everybody knows of this member and sends it what changes; then it fetches what was before. */
  async #enter(): Promise<void> {
    await this.#synchronizer.catchUp()
    // It may have been told to leave meanwhile.
    if (this.core.roster.state !== 'joining' || this.core.isClosed) return
    await this.core.roster.announce('active')
  }
}
