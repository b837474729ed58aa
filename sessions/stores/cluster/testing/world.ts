import { ClusterSessions, inheritedBy } from '../cluster-store'
import type { AckLevel } from '../core'
import { Member } from '../member'
import { type Copies, PARTITIONS } from '../placement'
import { Agenda, type Entry } from './agenda'
import { Links } from './links'
import { Random } from './random'
import { othersHadTheirTurn, settled } from './turns'

/** A member in the simulated world; `life` tells its starts apart. */
export type Node = { readonly member: Member; readonly store: ClusterSessions; readonly life: number; isLeaving: boolean }

type Options = {
  readonly ack?: AckLevel
  /** By how many milliseconds the store's clock of each member is wrong. */
  readonly skews?: readonly number[]
}

const BEGINNING = 1_700_000_000_000
/** So many things happen before others in the process have their turn. */
const AT_ONCE = 2_000

/**
 * Members, the network between them and their time, all simulated: the same seed and the same commands give the same history. Members
 * are cut off, stopped and started again, and crash.
 */
export class World {
  readonly random: Random
  readonly links: Links
  readonly nodes: (Node | null)[]
  /** By how much the store's clock has gone ahead of the time that passed. */
  ahead = 0
  #now = 0
  #lives = 0
  #events = 0
  readonly #agenda = new Agenda()
  readonly #held = new Map<number, Entry[]>()

  constructor(
    readonly size: number,
    readonly copies: Copies,
    seed: number,
    readonly options: Options = {},
  ) {
    this.random = new Random(seed)
    this.nodes = Array.from({ length: size }, () => null)
    this.links = new Links(this)
  }

  /** Sees every call as it is made; what it throws breaks the connection. Null is a probe. */
  onCall: (to: number, message: unknown) => void = () => {}
  /** Sees every answer before it is sent; what it throws is answered instead. */
  onAnswer: (answer: unknown) => void = () => {}

  /** Which start of a member this is; undefined while it is down. */
  lifeOf(index: number): number | undefined {
    return this.nodes[index]?.life
  }

  /** Milliseconds since it began. */
  get now(): number {
    return this.#now
  }

  /** The store's clock of a member, or a right one: milliseconds since the epoch. */
  timeOf(index?: number): number {
    return BEGINNING + this.#now + this.ahead + (index === undefined ? 0 : (this.options.skews?.[index] ?? 0))
  }

  /** Starts the member of this number; resolves when it serves. */
  start(index: number): Promise<void> {
    const life = this.#lives++
    const member = new Member({
      id: `m${index}-${life}`,
      name: `m${index}`,
      address: () => `${index}`,
      network: this.links.networkOf(index),
      discover: async () => Array.from({ length: this.size }, (_, each) => `${each}`),
      copies: this.copies,
      ack: this.options.ack ?? 'applied',
      isInherited: inheritedBy(),
      time: () => this.timeOf(index),
      clock: {
        now: () => this.#now,
        sleep: (ms) => new Promise((resolve) => this.schedule(ms, index, resolve)),
        timer: (ms, run) => this.#timer(ms, index, run),
      },
    })
    const name = this.copies === 'all' ? 'replicated' : 'primary-backup'
    const store = new ClusterSessions(name, member, (tag) => this.random.token(tag))
    this.nodes[index] = { member, store, life, isLeaving: false }
    return member.join()
  }

  /** SIGTERM: it hands over and exits. */
  async leave(index: number): Promise<void> {
    const node = this.nodes[index]
    if (!node || node.isLeaving) return
    node.isLeaving = true
    await node.store.close()
    if (this.nodes[index] === node) this.crash(index)
  }

  /** kill -9: what it knew is gone. */
  crash(index: number): void {
    this.nodes[index]?.member.stop()
    this.nodes[index] = null
    this.links.drop(index)
    this.#held.delete(index)
    this.#agenda.void(index)
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
    for (const { run } of held) this.schedule(0, index, run)
  }

  /** Members of different groups do not hear each other; without groups all do. */
  cut(groups: readonly number[]): void {
    this.links.groups = groups
  }

  /** A request that reaches a member; the answer never comes if that stops meanwhile. */
  request<T>(index: number, work: (store: ClusterSessions) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.schedule(0, index, () => {
        const node = this.nodes[index]
        if (node) work(node.store).then(resolve, reject)
      })
    })
  }

  after(ms: number, run: () => void): void {
    this.schedule(ms, null, run)
  }

  /** Lets so many milliseconds pass. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    await settled()
    for (;;) {
      const next = this.#agenda.take(end)
      if (!next) break
      this.#now = Math.max(this.#now, next.at)
      const held = next.owner === null ? undefined : this.#held.get(next.owner)
      if (held) held.push(next)
      else {
        next.run()
        await (++this.#events % AT_ONCE === 0 ? othersHadTheirTurn() : settled())
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

  #timer(ms: number, owner: number, run: () => void): () => void {
    let isWanted = true
    this.schedule(ms, owner, () => {
      if (isWanted) run()
    })
    return () => {
      isWanted = false
    }
  }

  /** Does something after so many milliseconds, unless the member that it belongs to has stopped by then. */
  schedule(ms: number, owner: number | null, run: () => void): void {
    this.#agenda.enter(this.#now + ms, owner, run)
  }
}
