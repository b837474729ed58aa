import type { Core } from './core'
import { ACK_MS } from './core'
import { isSameDigest } from './digest'
import type { Delta, DeltasAnswer, Message, Records } from './messages'
import { pack } from './packed'
import type { SessionRecord } from './record'

/** A member whose view is no older has another owner for this partition: nothing was acknowledged, and that owner is to be asked. */
export class Fenced extends Error {
  constructor(
    /** Of the view that refused. */
    readonly epoch: number,
  ) {
    super('Another member owns the partition.')
  }
}

type Refusal = Extract<DeltasAnswer, { refused: true }>
type Deltas = Extract<Message, { kind: 'deltas' }>

/** Brings accepted changes to the other holders, and takes theirs in. */
export class Replicator {
  constructor(readonly core: Core) {}

  /**
   * Sends parts to every other holder, waits for as much as the acknowledgement level asks for, and puts them into this member's table.
   * A holder that does not answer in time is suspected and not waited for again; it gets what it missed when it is back.
   * @throws Fenced
   */
  async spread(partition: number, parts: readonly (readonly [id: string, part: SessionRecord])[]): Promise<void> {
    const { core } = this
    if (parts.length === 0) return
    const deltas = parts.map(([id, part]): Delta => [id, core.table.digest(id), pack(part)])
    core.counters.changes += 1
    await this.#tell(partition, deltas)
    for (const [id, part] of parts) core.absorb(id, part)
  }

  /** Asks every other holder whether it would take a change of this partition from this member. @throws Fenced */
  confirm(partition: number): Promise<void> {
    return this.#tell(partition, [])
  }

  async #tell(partition: number, deltas: readonly Delta[]): Promise<void> {
    const { core } = this
    const { ack } = core.options
    const message: Deltas = {
      kind: 'deltas',
      from: core.id,
      epoch: core.roster.view,
      owner: core.placement.owner(partition) ?? null,
      partition,
      ack: ack === 'applied',
      deltas,
    }
    const told = new Set<string>()
    // Who begins to hold the partition meanwhile may have learned what was before this change, which is not in the table yet.
    for (
      let holders = core.otherHolders(partition);
      holders.length > 0;
      holders = core.otherHolders(partition).filter((id) => !told.has(id))
    ) {
      for (const id of holders) told.add(id)
      const answers = holders.map((id) => this.#send(id, message))
      const refused = ack === 'none' ? undefined : (await Promise.all(answers)).find((answer) => typeof answer === 'object')
      if (!refused) continue
      core.counters.fenced += 1
      throw new Fenced(refused.epoch)
    }
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
      if (!core.absorbPacked(id, part) || isGap) missing.push(id)
    }
    if (missing.length === 0) return { applied: true }
    const pulled = this.#pull(from, missing, deltas)
    if (ack) await pulled
    else pulled.catch(() => {}) // a comparison finds it
    return { applied: true }
  }

  async #send(id: string, message: Deltas, isAgain = false): Promise<'acknowledged' | 'silent' | Refusal> {
    const { core } = this
    const begun = core.clock.now()
    try {
      const answer = (await core.ask(id, message, ACK_MS)) as DeltasAnswer
      if ('refused' in answer) {
        core.missed(id) // whom it takes for the owner may have accepted something
        return answer
      }
      core.counters.acknowledgements += 1
      core.counters.lag(core.clock.now() - begun)
      return 'acknowledged'
    } catch {
      core.counters.unacknowledged += 1
      await core.roster.suspect(id)
      if (!core.roster.addressOf(id)) return 'silent'
      // It is there: a connection broke, or it is slow.
      if (!isAgain && core.clock.now() - begun < ACK_MS) return this.#send(id, message, true)
      core.missed(id)
      return 'silent'
    }
  }

  async #pull(from: string, ids: readonly string[], deltas: readonly Delta[]): Promise<void> {
    const { core } = this
    core.counters.pulls += ids.length
    const records = (await core.ask(from, { kind: 'fetch', ids }, ACK_MS)) as Records
    for (const [id, packed] of records) core.absorbPacked(id, packed)
    for (const [id, , part] of deltas) if (ids.includes(id)) core.absorbPacked(id, part)
  }

  /** Whether this member's view has another owner than the sender's view; a touch comes from any holder. */
  #ownerElsewhere(partition: number, theirs: string | null): boolean {
    const owner = this.core.placement.owner(partition)
    return owner !== undefined && owner !== theirs
  }
}
