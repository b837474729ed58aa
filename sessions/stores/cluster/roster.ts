import type { Hello } from './messages'
import type { Clock, Network } from './network'

/** Another member, as this one sees it. */
export type Peer = Hello & {
  /** Did not answer, and a probe confirmed it. It may be cut off and have sessions of its own: until another member comes up at its address, or it is forgotten after ten minutes. */
  readonly isLost: boolean
  /** By the monotonic clock. */
  readonly heardAt: number
}

export type RosterOptions = {
  readonly id: string
  readonly name: string
  /** Where the others reach this member. */
  readonly address: () => string
  readonly network: Network
  readonly clock: Clock
  /** Where members may be; asked before every round. */
  readonly discover: () => Promise<readonly string[]>
  /** Who is here, or what somebody does, has changed. */
  readonly onChange: () => void
  /** A member that was lost, or never seen, serves: each may have what the other missed. */
  readonly onReturn: (id: string) => void
}

const ROUND_MS = 500
const ANSWER_MS = 1_000
/** The least time in which a silent member is found to be lost: a call and a probe without an answer. */
const SUSPECT_MS = 1_500
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
  readonly #peers = new Map<string, Peer>()
  /** Who waits for the answer of a member, and is told when it is found to be lost, or gone. */
  readonly #losses = new Map<string, Set<() => void>>()
  readonly #checks = new Map<string, Promise<void>>()
  #addresses: readonly string[] | null = null
  #isStopped = false
  #serial = 0
  /** When the last round began; a member that was stopped for a while sees it long ago. */
  #roundAt: number
  /** A round has begun since it was stopped; the timers of a process that goes on run before anything that has reached it is read. */
  #hasSlept = false

  constructor(options: RosterOptions) {
    this.#options = options
    this.#roundAt = options.clock.now()
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
    return [...this.#peers.values()].filter(({ isLost }) => !isLost)
  }

  /** Members that may be cut off, and know things that nobody here does. */
  get lost(): string[] {
    return [...this.#peers.values()].filter(({ isLost }) => isLost).map(({ id }) => id)
  }

  addressOf(id: string): string | undefined {
    const peer = this.#peers.get(id)
    return peer && !peer.isLost ? peer.address : undefined
  }

  /** Whether this process has been stopped (or kept from working) for so long that the others may have gone on without it. */
  get wasAsleep(): boolean {
    return this.#hasSlept || this.#options.clock.now() - this.#roundAt > SUSPECT_MS
  }

  /** Nobody has answered, though somebody may be there. */
  get isPerhapsAlone(): boolean {
    const own = this.#options.address()
    return this.reachable.length === 0 && (this.#addresses === null || this.#addresses.some((address) => address !== own))
  }

  /** It begins to learn what the others have done. */
  wake(): void {
    this.#hasSlept = false
    this.#roundAt = this.#options.clock.now()
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
    for (const [id, { address }] of this.#peers) if (address === hello.address && id !== hello.id) this.#peers.delete(id)
    this.#peers.set(hello.id, { ...hello, isLost: false, heardAt: this.#options.clock.now() })
    if (known && !known.isLost && known.state === hello.state) return
    this.#changed()
    // Two that served before they knew of each other have sessions of their own, like two that were cut off.
    if (known ? known.isLost : hello.state === 'active') this.#options.onReturn(hello.id)
  }

  /** Has `tell` called when a member is no longer there; answers what takes that back. */
  onLoss(id: string, tell: () => void): () => void {
    const waiting = this.#losses.get(id) ?? new Set()
    this.#losses.set(id, waiting.add(tell))
    return () => {
      waiting.delete(tell)
      if (waiting.size === 0 && this.#losses.get(id) === waiting) this.#losses.delete(id)
    }
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
    const { clock, discover, address } = this.#options
    this.#hasSlept = this.wasAsleep
    this.#roundAt = clock.now()
    this.#addresses = await discover().catch(() => this.#addresses)
    const all = new Set([...(this.#addresses ?? []), ...[...this.#peers.values()].map((peer) => peer.address)])
    all.delete(address())
    await Promise.all([...all].map((each) => this.#greet(each)))
    for (const [id, peer] of this.#peers) if (peer.isLost && clock.now() - peer.heardAt > FORGET_MS) this.remove(id)
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
    const check = this.#checks.get(id) ?? this.#check(id).finally(() => this.#checks.delete(id))
    this.#checks.set(id, check)
    return check
  }

  async #greet(address: string): Promise<void> {
    try {
      this.hear((await this.#options.network.call(address, this.hello(), ANSWER_MS)) as Hello)
    } catch {
      const peer = [...this.#peers.values()].find((each) => each.address === address)
      if (peer && !peer.isLost) await this.suspect(peer.id)
    }
  }

  async #check(id: string): Promise<void> {
    const peer = this.#peers.get(id)
    if (!peer || peer.isLost) return
    const isThere = await this.#options.network.probe(peer.address).catch(() => false)
    const now = this.#peers.get(id)
    if (isThere || !now || now.heardAt > peer.heardAt || this.#isStopped) return
    this.#peers.set(id, { ...now, isLost: true })
    this.#changed()
  }

  #changed(): void {
    this.#renewView()
    for (const [id, waiting] of this.#losses) if (this.addressOf(id) === undefined) for (const tell of [...waiting]) tell()
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
