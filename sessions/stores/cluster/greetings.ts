import type { Hello } from './messages'
import type { Peers } from './peers'
import type { RosterOptions } from './roster-options'
import { Sleep } from './sleep'

const ANSWER_MS = 1_000
/** The least time in which a silent member is found to be lost: a call and a probe without an answer. */
const SUSPECT_MS = 1_500

/** What a member tells of itself, and does with what it is told. */
type Teller = { hello(): Hello; hear(hello: Hello): void; suspect(id: string): Promise<void> }

/** Rounds of greetings: to every address where a member is, or may be. */
export class Greetings {
  readonly sleep: Sleep
  /** As they were found last; null: they never were. */
  #addresses: readonly string[] | null = null

  constructor(
    readonly options: Pick<RosterOptions, 'address' | 'network' | 'clock' | 'discover'>,
    readonly peers: Peers,
    readonly teller: Teller,
  ) {
    this.sleep = new Sleep(options.clock, SUSPECT_MS)
  }

  /** Whether others may be somewhere. */
  get mayMeetOthers(): boolean {
    const own = this.options.address()
    return this.#addresses === null || this.#addresses.some((address) => address !== own)
  }

  /** Greets every address, and resolves when each has answered or failed to. */
  async round(): Promise<void> {
    const { discover, address } = this.options
    this.sleep.round()
    this.#addresses = await discover().catch(() => this.#addresses)
    const all = new Set([...(this.#addresses ?? []), ...this.peers.all.map((peer) => peer.address)])
    all.delete(address())
    await Promise.all([...all].map((each) => this.#greet(each)))
  }

  async #greet(address: string): Promise<void> {
    try {
      this.teller.hear((await this.options.network.call(address, this.teller.hello(), ANSWER_MS)) as Hello)
    } catch {
      const peer = this.peers.all.find((each) => each.address === address)
      if (peer && !peer.isLost) await this.teller.suspect(peer.id)
    }
  }
}
