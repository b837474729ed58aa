import type { Network } from './network'
import type { Peers } from './peers'

/** Members that did not answer in time, while a fresh connection to each is tried. */
export class Suspicions {
  readonly #checks = new Map<string, Promise<void>>()

  constructor(
    readonly peers: Peers,
    readonly network: Network,
    /** What follows when a member has been marked as lost. */
    readonly onLost: () => void,
  ) {}

  /** Resolves when the member has been found to be there, or lost. */
  check(id: string): Promise<void> {
    const check = this.#checks.get(id) ?? this.#check(id).finally(() => this.#checks.delete(id))
    this.#checks.set(id, check)
    return check
  }

  async #check(id: string): Promise<void> {
    const { peers } = this
    const peer = peers.get(id)
    if (!peer || peer.isLost) return
    const isThere = await this.network.probe(peer.address).catch(() => false)
    const now = peers.get(id)
    if (isThere || !now || now.heardAt > peer.heardAt) return
    peers.put({ ...now, isLost: true })
    this.onLost()
  }
}
