import { Agreement } from './agreement'
import type { Core } from './core'
import { Exchange } from './exchange'
import { PARTITIONS } from './placement'
import { fetchFrom } from './tellable'

/** Between two comparisons with a member that nothing is known to be wrong with, in milliseconds. */
const PAUSE_MS = 5_000
/** How long somebody who joins tries to learn from a member that is there and breaks off. */
const CATCH_UP_MS = 60_000
const AGAIN_MS = 250

/**
 * Keeps the copies equal: compares digests with one member after the other and exchanges what differs; at once with one that comes
 * back, and with all when sessions come to this member.
 */
export class Synchronizer {
  /** Members that may know of sessions here what this member does not: asked for each session until the comparison is through. */
  readonly #behind = new Set<string>()
  readonly #running = new Map<string, Promise<boolean>>()
  readonly agreement: Agreement
  readonly #exchanges: Exchange
  #held: readonly boolean[] = []
  #turn = 0

  constructor(readonly core: Core) {
    this.agreement = new Agreement(core)
    this.#exchanges = new Exchange(core, this.agreement)
  }

  /** The members that hold sessions have changed: compares whatever comes to this one. */
  replaced(): void {
    const { core } = this
    const held = Array.from({ length: PARTITIONS }, (_, partition) => core.isHolder(partition))
    const hasMore = held.some((holds, partition) => holds && !this.#held[partition])
    core.counters.takeovers += held.filter((holds, partition) => holds && this.#held[partition] === false).length
    this.#held = held
    this.agreement.tidy()
    if (hasMore) for (const { id, state } of core.roster.reachable) if (state !== 'joining') this.#compareSoon(id)
  }

  /** A member that was lost is back. */
  returned(id: string): void {
    this.#compareSoon(id)
  }

  /** Resolves when nothing is to be learned from anybody who is there; for joining. Who joins too may have sessions: it may have been stopped for a while. */
  async catchUp(): Promise<void> {
    const others = this.core.roster.reachable
    for (const { id } of others) this.#behind.add(id)
    await this.exchangeAll(others, CATCH_UP_MS)
  }

  /** Exchanges with each member until it is through, or that one is not there, or for so many milliseconds. */
  async exchangeAll(members: readonly { readonly id: string }[], ms: number): Promise<void> {
    const { clock, roster } = this.core
    const deadline = clock.now() + ms
    const isWorthTrying = (id: string) => roster.addressOf(id) !== undefined && !this.core.isClosed && clock.now() < deadline
    await Promise.all(
      members.map(async ({ id }) => {
        while (!(await this.exchange(id)) && isWorthTrying(id)) await clock.sleep(AGAIN_MS)
      }),
    )
  }

  /** Fetches sessions from members that are not compared yet, before something is decided by them. */
  async freshen(ids: readonly string[]): Promise<void> {
    const { core } = this
    await Promise.all(
      [...this.#behind].map(async (id) => {
        if (!core.roster.addressOf(id)) return void this.#behind.delete(id)
        await fetchFrom(core, id, ids)
      }),
    )
  }

  /** Compares with the next member in turn. */
  async run(): Promise<void> {
    const { core } = this
    while (!core.isClosed) {
      await core.clock.sleep(PAUSE_MS)
      const peers = core.roster.reachable
      const peer = peers[this.#turn++ % Math.max(1, peers.length)]
      if (peer && !core.isClosed) await this.exchange(peer.id)
    }
  }

  /** Compares all partitions that this member or the other has to do with, and exchanges what differs, both ways. False: it broke off. */
  async exchange(id: string): Promise<boolean> {
    // One that is under way may have looked before what the caller wants to be exchanged.
    const before = this.#running.get(id) ?? Promise.resolve(true)
    const mine = before.then(() => this.#exchange(id))
    this.#running.set(id, mine)
    const isThrough = await mine
    if (this.#running.get(id) === mine) this.#running.delete(id)
    return isThrough
  }

  async #exchange(id: string): Promise<boolean> {
    try {
      await this.#exchanges.run(id)
      this.#behind.delete(id)
      return true
    } catch {
      await this.core.roster.suspect(id)
      return false
    }
  }

  #compareSoon(id: string): void {
    this.#behind.add(id)
    void this.exchange(id)
  }
}
