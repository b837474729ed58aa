import type { Core } from './core'
import { ACK_MS } from './core'
import { isSameDigest } from './digest'
import type { Delta, Deltas, DeltasAnswer, Origin, Outcome } from './messages'
import { pack } from './packed'
import type { SessionRecord } from './record'
import type { Ticket } from './tickets'

/** A member whose view is no older has another owner for this partition: nothing was acknowledged, and that owner is to be asked. */
export class Fenced extends Error {
  constructor(
    /** Of the view that refused. */
    readonly epoch: number,
  ) {
    super('Another member owns the partition.')
  }
}

type Parts = readonly (readonly [id: string, part: SessionRecord])[]

/** How long the second answer of a holder that has not given the first, but is there, is waited for, in milliseconds. */
const AGAIN_MS = 500
const TAKEN: DeltasAnswer = { applied: true }
/** How long the answers of holders to whom another member has sent something are waited for before they are asked from here, in milliseconds. */
const HEARD_MS = 200

/** Brings accepted changes to the other holders, and takes theirs in. */
export class Replicator {
  constructor(readonly core: Core) {}

  /**
   * Sends parts to every other holder, puts them into this member's table, and waits for as much as the acknowledgement level asks for.
   * A holder that does not answer in time is suspected and not waited for again; it gets what it missed when it is back.
   * @throws Fenced
   */
  async spread(partition: number, parts: Parts): Promise<void> {
    if (parts.length === 0) return
    const { core } = this
    const deltas = this.#deltas(partition, parts, null)
    const answers = core.otherHolders(partition).map((id) => this.#send(id, deltas))
    this.#keep(parts)
    if (core.options.ack !== 'none') this.#assertTaken(await Promise.all(answers))
  }

  /** Asks every other holder whether it would take a change of this partition from this member. @throws Fenced */
  async confirm(partition: number): Promise<void> {
    const { core } = this
    if (core.options.ack === 'none') return
    const deltas = this.#deltas(partition, [], null)
    this.#assertTaken(await Promise.all(core.otherHolders(partition).map((id) => this.#send(id, deltas))))
  }

  /**
   * Spreads parts for another holder, who has asked for it: that one takes the parts in itself, and the others answer it directly. So nothing
   * has to come back here before it can go there.
   */
  spreadFor(origin: Origin, partition: number, parts: Parts): Outcome | undefined {
    if (parts.length === 0) return undefined
    const { core } = this
    const deltas = this.#deltas(partition, parts, origin)
    const others = core.otherHolders(partition).filter((id) => id !== origin.id)
    for (const id of others) core.tell(id, deltas)
    this.#keep(parts)
    return { deltas: { ...deltas, origin: null }, awaited: core.options.ack === 'none' ? [] : others }
  }

  /**
   * What is left of a change to the holder that has asked for it: takes it in, and waits for the answers of the others. Whoever is not
   * heard of is sent it from here.
   * @throws Fenced
   */
  async complete({ deltas, awaited }: Outcome, ticket: Ticket): Promise<void> {
    const { core } = this
    // What cannot be fetched now is asked for before anything is told of the session.
    const taken = await this.take(deltas).catch(() => {
      core.missed(deltas.from)
      return undefined
    })
    const heard = await ticket.answers(awaited, HEARD_MS)
    core.counters.acknowledgements += heard.size
    // Whom they take for the owner may have accepted something.
    for (const [id, answer] of heard) if ('refused' in answer) core.missed(id)
    this.#assertTaken([taken, ...(await Promise.all(awaited.map((id) => heard.get(id) ?? this.#send(id, deltas))))])
  }

  /** Takes in what an owner has accepted. Deltas apply in the order in which they were sent, unless something has to be fetched. */
  async take({ from, epoch, owner, partition, ack, deltas }: Deltas): Promise<DeltasAnswer> {
    const { core } = this
    if (epoch <= core.roster.view && core.roster.state === 'active' && this.#ownerElsewhere(partition, owner))
      return { refused: true, epoch: core.roster.view }
    const missing: string[] = []
    for (const [id, before, part] of deltas) {
      const mine = core.table.digest(id)
      const isGap = before === null ? mine !== null : mine === null || !isSameDigest(mine, before)
      if (!core.follow(id, before, part) || isGap) missing.push(id)
    }
    if (missing.length === 0) return TAKEN
    const pulled = this.#pull(from, missing, deltas)
    if (ack) await pulled
    else pulled.catch(() => {}) // a comparison finds it
    return TAKEN
  }

  #deltas(partition: number, parts: Parts, origin: Origin | null): Deltas {
    const { core } = this
    if (parts.length > 0) core.counters.changes += 1
    return {
      kind: 'deltas',
      from: core.id,
      epoch: core.roster.view,
      owner: core.placement.owner(partition) ?? null,
      partition,
      ack: core.options.ack === 'applied',
      deltas: parts.map(([id, part]): Delta => [id, core.table.digest(id), pack(part)]),
      origin,
    }
  }

  #keep(parts: Parts): void {
    const { core } = this
    for (const [id, part] of parts) if (!core.table.note(id, core.table.digest(id), part)) core.absorb(id, part)
  }

  async #send(id: string, message: Deltas, isAgain = false): Promise<DeltasAnswer | null> {
    const { core } = this
    const begun = core.clock.now()
    try {
      const answer = (await core.ask(id, message, isAgain ? AGAIN_MS : ACK_MS)) as DeltasAnswer
      if ('refused' in answer) {
        core.missed(id) // whom it takes for the owner may have accepted something
        return answer
      }
      core.counters.acknowledgements += 1
      core.counters.lag(core.clock.now() - begun)
      return answer
    } catch {
      core.counters.unacknowledged += 1
      await core.roster.suspect(id)
      if (!core.roster.addressOf(id)) return null
      // It is there: a connection broke, a message was lost, or it is slow. Without it a request there would not find what is acknowledged here.
      if (!isAgain) return this.#send(id, message, true)
      core.missed(id)
      return null
    }
  }

  /** @throws Fenced when somebody has refused it */
  #assertTaken(answers: readonly (DeltasAnswer | null | undefined)[]): void {
    for (const answer of answers) {
      if (!answer || 'applied' in answer) continue
      this.core.counters.fenced += 1
      throw new Fenced(answer.epoch)
    }
  }

  async #pull(from: string, ids: readonly string[], deltas: readonly Delta[]): Promise<void> {
    const { core } = this
    core.counters.pulls += ids.length
    await core.fetch(from, ids, ACK_MS)
    for (const [id, , part] of deltas) if (ids.includes(id)) core.absorbPacked(id, part)
  }

  /** Whether this member's view has another owner than the sender's view; a touch comes from any holder. */
  #ownerElsewhere(partition: number, theirs: string | null): boolean {
    const owner = this.core.placement.owner(partition)
    return owner !== undefined && owner !== theirs
  }
}
