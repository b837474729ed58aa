import { ClusterSessions, inheritedBy } from '../cluster-store'
import type { AckLevel } from '../core'
import { Member } from '../member'
import type { Network } from '../network'
import { type Copies, PARTITIONS } from '../placement'
import { Random } from './random'

type Event = { readonly at: number; readonly order: number; readonly owner: number | null; readonly run: () => void }
type Handler = (message: unknown) => Promise<unknown>

/** A member in the simulated world; `life` tells its starts apart. */
export type Node = { readonly member: Member; readonly store: ClusterSessions; readonly life: number }

const BEGINNING = 1_700_000_000_000

/**
 * Members, the network between them and their time, all simulated: the same seed and the same commands give the same history. Messages
 * take random times and so overtake each other, get lost and come twice; members are cut off, stopped, and crash.
 */
export class World {
  readonly random: Random
  nodes: (Node | null)[] = []
  /** The share of messages that get lost, and that arrive twice. */
  loss = 0
  duplication = 0
  /** Sees every call as it is made; what it throws breaks the connection. Null is a probe. */
  onCall: (to: number, message: unknown) => void = () => {}
  /** Sees every answer before it is sent; what it throws is answered instead. */
  onAnswer: (answer: unknown) => void = () => {}
  #now = 0
  #order = 0
  #lives = 0
  #events: Event[] = []
  #held = new Map<number, Event[]>()
  #groups: readonly number[] = []
  readonly #handlers = new Map<number, Handler>()

  constructor(
    readonly size: number,
    readonly copies: Copies,
    seed: number,
    readonly ack: AckLevel = 'applied',
  ) {
    this.random = new Random(seed)
    this.nodes = Array.from({ length: size }, () => null)
  }

  get now(): number {
    return this.#now
  }

  /** Starts the member of this number; resolves when it serves. */
  start(index: number): Promise<void> {
    const life = this.#lives++
    const member = new Member({
      id: `m${index}-${life}`,
      name: `m${index}`,
      address: () => `${index}`,
      network: this.#network(index),
      discover: async () => Array.from({ length: this.size }, (_, each) => `${each}`),
      copies: this.copies,
      ack: this.ack,
      isInherited: inheritedBy(),
      time: () => BEGINNING + this.#now,
      clock: {
        now: () => this.#now,
        sleep: (ms) => new Promise((resolve) => this.#schedule(ms, index, resolve)),
        timer: (ms, run) => this.#timer(ms, index, run),
      },
    })
    const name = this.copies === 'all' ? 'replicated' : 'primary-backup'
    this.nodes[index] = { member, store: new ClusterSessions(name, member, (tag) => this.random.token(tag)), life }
    return member.join()
  }

  /** kill -9: what it knew is gone. */
  crash(index: number): void {
    this.nodes[index]?.member.stop()
    this.nodes[index] = null
    this.#handlers.delete(index)
    this.#held.delete(index)
    this.#events = this.#events.filter(({ owner }) => owner !== index)
  }

  /** SIGSTOP: it does nothing, and what reaches it waits. */
  pause(index: number): void {
    if (!this.#held.has(index)) this.#held.set(index, [])
  }

  isPaused(index: number): boolean {
    return this.#held.has(index)
  }

  resume(index: number): void {
    const held = this.#held.get(index) ?? []
    this.#held.delete(index)
    for (const { run } of held) this.#schedule(0, index, run)
  }

  /** Members of different groups do not hear each other; without groups all do. */
  cut(groups: readonly number[]): void {
    this.#groups = groups
  }

  /** Does something after so many milliseconds. */
  after(ms: number, run: () => void): void {
    this.#schedule(ms, null, run)
  }

  /** Lets so many milliseconds pass. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    await quiet()
    for (;;) {
      const next = this.#take(end)
      if (!next) break
      this.#now = Math.max(this.#now, next.at)
      const held = next.owner === null ? undefined : this.#held.get(next.owner)
      if (held) held.push(next)
      else {
        next.run()
        await quiet()
      }
    }
    this.#now = end
  }

  /** Whether all holders of each partition have the same there. */
  isAgreed(): boolean {
    const cores = this.nodes.flatMap((node) => (node ? [node.member.core] : []))
    return Array.from({ length: PARTITIONS }, (_, partition) => {
      const holders = cores.filter(({ id, placement }) => placement.holds(id, partition))
      return new Set(holders.map(({ table }) => table.partitionDigest(partition).join())).size === 1
    }).every(Boolean)
  }

  #take(end: number): Event | undefined {
    let best = -1
    for (const [index, event] of this.#events.entries()) {
      const first = this.#events[best]
      if (event.at <= end && (!first || event.at < first.at || (event.at === first.at && event.order < first.order))) best = index
    }
    return best < 0 ? undefined : this.#events.splice(best, 1)[0]
  }

  #schedule(ms: number, owner: number | null, run: () => void): void {
    this.#events.push({ at: this.#now + ms, order: this.#order++, owner, run })
  }

  #timer(ms: number, owner: number, run: () => void): () => void {
    let isWanted = true
    this.#schedule(ms, owner, () => {
      if (isWanted) run()
    })
    return () => {
      isWanted = false
    }
  }

  #network(from: number): Network {
    return {
      handle: (handler) => void this.#handlers.set(from, handler),
      tell: (address, message) => this.#tell(from, Number(address), message),
      call: (address, message, timeoutMs = 1_000) => this.#call(from, Number(address), message, timeoutMs),
      probe: (address) => this.#call(from, Number(address), null, 500).then(() => true),
    }
  }

  #call(from: number, to: number, message: unknown, timeoutMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.onCall(to, message)
      this.#schedule(timeoutMs, from, () => reject(new Error('time-out')))
      const deliver = () => {
        const handler = this.#handlers.get(to)
        if (!handler) return this.#schedule(this.#delay(), from, () => reject(new Error('refused')))
        const answered = message === null ? Promise.resolve(true) : handler(structuredClone(message)).then((answer) => this.#seen(answer))
        answered.then(
          (answer) => this.#send(to, from, () => resolve(structuredClone(answer))),
          () => this.#send(to, from, () => reject(new Error('failed'))),
        )
      }
      this.#send(from, to, deliver)
    })
  }

  #tell(from: number, to: number, message: unknown): void {
    try {
      this.onCall(to, message)
    } catch {
      return
    }
    const copy = structuredClone(message)
    this.#send(
      from,
      to,
      () =>
        void this.#handlers
          .get(to)?.(copy)
          .catch(() => {}),
    )
  }

  #seen(answer: unknown): unknown {
    this.onAnswer(answer)
    return answer
  }

  /** A message on its way: cut off and lost ones never arrive. */
  #send(from: number, to: number, arrive: () => void): void {
    const times = this.random.next() < this.duplication ? 2 : 1
    const life = this.nodes[from]?.life
    for (let time = 0; time < times; time++) {
      if (this.random.next() < this.loss) continue
      this.#schedule(this.#delay(), to, () => {
        const isConnected = (this.#groups[from] ?? 0) === (this.#groups[to] ?? 0)
        if (isConnected && this.nodes[from]?.life === life) arrive() // a connection ends with its process
      })
    }
  }

  #delay(): number {
    return 1 + this.random.below(this.random.next() < 0.05 ? 200 : 10)
  }
}

/** Resolves when everything that can go on without time passing has done so. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
