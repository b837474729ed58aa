import type { Hello } from './messages'

/** Another member, as this one sees it. */
export type Peer = Hello & {
  /** Did not answer, and a probe confirmed it. It may be cut off and have sessions of its own: until another member comes up at its address, or it is forgotten after ten minutes. */
  readonly isLost: boolean
  /** By the monotonic clock. */
  readonly heardAt: number
}

/** The other members that are there or may come back, and who waits for one of them. */
export class Peers {
  readonly #peers = new Map<string, Peer>()
  /** Who waits for the answer of a member, and is told when it is found to be lost, or gone. */
  readonly #waiting = new Map<string, Set<() => void>>()

  get all(): Peer[] {
    return [...this.#peers.values()]
  }

  get(id: string): Peer | undefined {
    return this.#peers.get(id)
  }

  put(peer: Peer): void {
    this.#peers.set(peer.id, peer)
  }

  delete(id: string): boolean {
    return this.#peers.delete(id)
  }

  addressOf(id: string): string | undefined {
    const peer = this.#peers.get(id)
    return peer && !peer.isLost ? peer.address : undefined
  }

  /** Has `tell` called when a member is no longer there; answers what takes that back. */
  onLoss(id: string, tell: () => void): () => void {
    const waiting = this.#waiting.get(id) ?? new Set()
    this.#waiting.set(id, waiting.add(tell))
    return () => {
      waiting.delete(tell)
      if (waiting.size === 0 && this.#waiting.get(id) === waiting) this.#waiting.delete(id)
    }
  }

  /** Tells whoever waits for a member that is not there. */
  tellLosses(): void {
    for (const [id, waiting] of this.#waiting) if (this.addressOf(id) === undefined) for (const tell of [...waiting]) tell()
  }
}
