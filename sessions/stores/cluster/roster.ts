import { Greetings } from './greetings'
import type { Hello } from './messages'
import { type Peer, Peers } from './peers'
import type { RosterOptions } from './roster-options'
import { Suspicions } from './suspicions'

const ROUND_MS = 500
/** Lost for so long, a member is forgotten, also where its address stays on a list: what only waits for it would grow for ever. */
const FORGET_MS = 600_000

/**
 * Who else is there. Every half second each member tells every address that it knows of itself, and hears of the other in the answer.
 * Who is silent is suspected, and lost when a fresh connection is not answered either.
 */
export class Roster {
  state: Hello['state'] = 'joining'
  /** One up with every change of members that this one notices, and never below what it has heard: what is accepted later is stamped higher. */
  epoch = 1
  /** The epoch of this member's view. What it hears of higher ones does not make an old view a new one. */
  view = 1
  readonly #options: RosterOptions
  readonly #peers = new Peers()
  readonly #suspicions: Suspicions
  readonly #greetings: Greetings
  #isStopped = false
  #serial = 0

  constructor(options: RosterOptions) {
    this.#options = options
    this.#greetings = new Greetings(options, this.#peers, this)
    this.#suspicions = new Suspicions(this.#peers, options.network, () => {
      if (!this.#isStopped) this.#changed()
    })
  }

  /** The members that hold sessions, this one included when it does. */
  get active(): string[] {
    return this.#known(['active'])
  }

  /** The same with those that are about to. */
  get next(): string[] {
    return this.#known(['active', 'joining'])
  }

  /** Everybody who answers, but this one. */
  get reachable(): Peer[] {
    return this.#peers.all.filter(({ isLost }) => !isLost)
  }

  /** Members that may be cut off, and know things that nobody here does. */
  get lost(): string[] {
    return this.#peers.all.filter(({ isLost }) => isLost).map(({ id }) => id)
  }

  /** Whether a member is there, or lost and not forgotten. */
  knows(id: string): boolean {
    return this.#peers.get(id) !== undefined
  }

  addressOf(id: string): string | undefined {
    return this.#peers.addressOf(id)
  }

  /** The name of the member at an address; for people. */
  nameAt(address: string): string | undefined {
    return this.#peers.all.find((peer) => peer.address === address)?.name
  }

  /** Whether this process has been stopped (or kept from working) for so long that the others may have gone on without it. */
  get wasAsleep(): boolean {
    return this.#greetings.sleep.wasLong
  }

  /** Nobody has answered, though somebody may be there. */
  get isPerhapsAlone(): boolean {
    return this.reachable.length === 0 && this.#greetings.mayMeetOthers
  }

  /** It begins to learn what the others have done. */
  wake(): void {
    this.#greetings.sleep.wake()
  }

  hello(): Hello {
    const { id, name, address } = this.#options
    return { kind: 'hello', id, name, address: address(), state: this.state, epoch: this.epoch, serial: this.#serial++ }
  }

  /** Takes in what a member tells of itself. */
  hear(hello: Hello): void {
    if (hello.id === this.#options.id || this.#isStopped) return
    this.epoch = Math.max(this.epoch, hello.epoch)
    const known = this.#peers.get(hello.id)
    if (known && hello.serial < known.serial) return
    // It has said goodbye already, or will before anything is asked of it.
    if (!known && hello.state === 'leaving') return
    // Another member at the address of one: that one is gone, and with it whatever only it knew.
    for (const { id, address } of this.#peers.all) if (address === hello.address && id !== hello.id) this.#peers.delete(id)
    this.#peers.put({ ...hello, isLost: false, heardAt: this.#options.clock.now() })
    if (known && !known.isLost && known.state === hello.state) return
    this.#changed()
    // Two that served before they knew of each other have sessions of their own, like two that were cut off.
    if (known ? known.isLost : hello.state === 'active') this.#options.onReturn(hello.id)
  }

  /** Has `tell` called when a member is no longer there; answers what takes that back. */
  onLoss(id: string, tell: () => void): () => void {
    return this.#peers.onLoss(id, tell)
  }

  /** A member has said that it leaves for good. */
  remove(id: string): void {
    if (this.#peers.delete(id)) this.#changed()
  }

  /** Says in which state this member is now, and takes it when everybody who answers has heard it: they stop or begin to send to it first. */
  async announce(state: Hello['state']): Promise<void> {
    this.state = state
    await this.round()
    this.#changed()
  }

  /** Greets every address, and resolves when each has answered or failed to. */
  async round(): Promise<void> {
    await this.#greetings.round()
    const now = this.#options.clock.now()
    for (const peer of this.#peers.all) if (peer.isLost && now - peer.heardAt > FORGET_MS) this.remove(peer.id)
  }

  /**
   * Somebody with a view of this epoch has refused this member: it looks again at who is there, and what it sees then is the latest
   * view. Two that cannot see each other would otherwise be refused for ever by a third who sees both.
   */
  async review(epoch: number): Promise<void> {
    await this.round()
    this.epoch = Math.max(this.epoch, epoch)
    this.#renewView()
  }

  /** Greets again and again until stopped. */
  async run(): Promise<void> {
    while (!this.#isStopped) {
      await this.#options.clock.sleep(ROUND_MS)
      if (!this.#isStopped) void this.round()
    }
  }

  stop(): void {
    this.#isStopped = true
  }

  /** A member has not answered in time: resolves when it has been found to be there, or lost. */
  suspect(id: string): Promise<void> {
    return this.#suspicions.check(id)
  }

  #changed(): void {
    this.#renewView()
    this.#peers.tellLosses()
    this.#options.onChange()
  }

  #renewView(): void {
    this.epoch += 1
    this.view = this.epoch
  }

  #known(states: readonly Hello['state'][]): string[] {
    const ids = this.reachable.filter(({ state }) => states.includes(state)).map(({ id }) => id)
    return (states.includes(this.state) ? [...ids, this.#options.id] : ids).sort()
  }
}
