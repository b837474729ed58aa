import { absorb, type IsInherited } from './absorb'
import { Counters } from './counters'
import type { Digest } from './digest'
import { Fences } from './fences'
import { Locks } from './locks'
import { LookUp } from './look-up'
import type { Message, Records } from './messages'
import { CLOCK, type Clock, type Network } from './network'
import { type Packed, unpack } from './packed'
import { type Copies, PARTITIONS, Placement } from './placement'
import type { SessionRecord } from './record'
import { Roster } from './roster'
import { Table } from './table'

export type AckLevel = 'none' | 'received' | 'applied'

export type MemberOptions = {
  /** Of this start of this member; a restarted one is another. */
  readonly id: string
  readonly name: string
  readonly address: () => string
  readonly network: Network
  readonly discover: () => Promise<readonly string[]>
  readonly copies: Copies
  readonly ack: AckLevel
  readonly isInherited: IsInherited
  /** The store's clock, in milliseconds since the epoch: for expiry, never for order. */
  readonly time: () => number
  readonly clock?: Clock
}

/** How long a member waits for another one's acknowledgement, in milliseconds. */
export const ACK_MS = 1_000
/** How long a call may take in all, with every change of members meanwhile: a hung owner is found to be lost in two thirds of it. */
export const CALL_MS = 3_500

/** What the parts of a member share: who is there, what it holds, and who holds what. */
export class Core {
  readonly table = new Table()
  readonly fences: Fences
  readonly look: LookUp
  readonly roster: Roster
  readonly locks = new Locks()
  readonly counters = new Counters()
  readonly clock: Clock
  /** Where sessions are now, and where they will be when those who are joining have joined. */
  placement: Placement
  nextPlacement: Placement
  /** Where they would be if those who are lost were not. */
  #fullPlacement: Placement
  isClosed = false
  #calls = 0
  /** Resolves when this member has learned what others did while it was stopped, if it was. */
  awake: () => Promise<void> = async () => {}
  #onChange: () => void = () => {}
  #onReturn: (id: string) => void = () => {}

  constructor(readonly options: MemberOptions) {
    const { id, name, address, network, discover, clock = CLOCK } = options
    this.clock = clock
    this.fences = new Fences(options.time, () => this.table.longest)
    this.look = new LookUp(this.table, options.isInherited, this.fences)
    this.placement = this.nextPlacement = this.#fullPlacement = new Placement([], options.copies)
    const roster = {
      id,
      name,
      address,
      network,
      clock,
      discover,
      onChange: () => this.#replace(),
      onReturn: (peer: string) => this.#onReturn(peer),
    }
    this.roster = new Roster(roster)
  }

  get id(): string {
    return this.options.id
  }

  /** An id for a call that may have to be sent again. */
  newCall(): string {
    return `${this.id}/${this.#calls++}`
  }

  /** Told when sessions belong elsewhere, and when a lost member is back. */
  listen(onChange: () => void, onReturn: (id: string) => void): void {
    this.#onChange = onChange
    this.#onReturn = onReturn
  }

  /** A member that is there may not have got what it was sent. */
  missed(id: string): void {
    this.#onReturn(id)
  }

  isOwner(partition: number): boolean {
    return this.roster.state === 'active' && this.placement.owner(partition) === this.id
  }

  /** Whether this member has, or is about to have, the sessions of a partition. */
  isHolder(partition: number): boolean {
    return this.placement.holds(this.id, partition) || this.nextPlacement.holds(this.id, partition)
  }

  /** The other members that have, or are about to have, the sessions of a partition. */
  otherHolders(partition: number): string[] {
    return [...new Set([...this.placement.holders(partition), ...this.nextPlacement.holders(partition)])].filter((id) => id !== this.id)
  }

  /** Whether everybody who held the sessions of a partition is lost: what is not known here may still be alive there. */
  cannotTell(partition: number): boolean {
    const lost = this.roster.lost
    return lost.length > 0 && this.#fullPlacement.holders(partition).every((id) => lost.includes(id))
  }

  /** Asks a member. Rejects when it does not answer in time, or is not (or no longer) known. */
  async ask(id: string, message: Message, timeoutMs: number): Promise<unknown> {
    const address = this.roster.addressOf(id)
    if (!address) throw new Error(`The member ${id} is not there.`)
    return this.options.network.call(address, message, timeoutMs)
  }

  /** Says something to a member that needs no answer, if that one is there. */
  tell(id: string, message: Message): void {
    const address = this.roster.addressOf(id)
    if (address) this.options.network.tell(address, message)
  }

  absorb(id: string, incoming: SessionRecord): boolean {
    return absorb(this.table, this.options.isInherited, id, incoming)
  }

  /** Takes in what another member sent: what is new here of it was learned now. */
  absorbPacked(id: string, packed: Packed): boolean {
    return this.absorb(id, this.#learned(packed))
  }

  /** Asks a member for sessions, and takes in what it has of them. Rejects as {@link ask} does. */
  async fetch(member: string, ids: readonly string[], timeoutMs: number): Promise<Records> {
    const records = (await this.ask(member, { kind: 'fetch', ids }, timeoutMs)) as Records
    for (const [id, packed] of records) this.absorbPacked(id, packed)
    return records
  }

  /** Takes in what follows on what a session was at its owner; false when it is a part, and the rest is unknown here. */
  follow(id: string, before: Digest | null, packed: Packed): boolean {
    const record = this.#learned(packed)
    return this.table.note(id, before, record) || this.absorb(id, record)
  }

  /** The sessions that this member holds: as owner, and as a copy for another owner; and the characters that they take. */
  held(): { sessions_primary: number; sessions_backup: number; session_bytes: number } {
    const counts = { sessions_primary: 0, sessions_backup: 0, session_bytes: this.table.bytes }
    for (let partition = 0; partition < PARTITIONS; partition++)
      counts[this.isOwner(partition) ? 'sessions_primary' : 'sessions_backup'] += this.table.count(partition)
    return counts
  }

  #learned(packed: Packed): SessionRecord {
    const record = unpack(packed)
    const now = this.options.time()
    return { ...record, operations: record.operations.map((operation) => ({ ...operation, at: now })) }
  }

  #replace(): void {
    const { copies } = this.options
    this.placement = new Placement(this.roster.active, copies)
    this.nextPlacement = new Placement(this.roster.next, copies)
    this.#fullPlacement = new Placement([...this.roster.active, ...this.roster.lost].sort(), copies)
    this.#onChange()
  }
}
