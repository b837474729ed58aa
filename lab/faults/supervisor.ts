import { FAULT_MS, type Fault, type FaultOrder } from '../contract'
import { assertPossible, thingOf } from './fault-rules'
import type { ActiveFault } from './links'
import { bringBack, untilDone, untilOver } from './recovery'
import { FaultRefused, type SupervisorState } from './supervisor-call'
import type { SupervisorOptions } from './supervisor-options'

type Changing<T> = { -readonly [K in keyof T]: T[K] }
type Entry = Omit<ActiveFault, 'fault'> & {
  readonly fault: Changing<Fault>
  timer: NodeJS.Timeout
  stage: 'announced' | 'begun' | 'done'
}

const CANNOT_CRASH = 'The servers of a store can be crashed only where npm start runs them: here nobody has power over their processes.'
/** How many faults are remembered that are over. */
const REMEMBERED = 10
/** What was announced and is not made by then is given up: whoever ordered it is gone. */
const ANNOUNCED_MS = 5_000

/** Breaks one replica and its links, undoes each fault after its time, and measures how long the replica takes to get over it. */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #on = new Map<string, Entry>()
  #past: Changing<Fault>[] = []
  /** Those of the past that were announced only: nothing happened, nobody is told, and they are not made any more. */
  readonly #unmade = new WeakSet<Fault>()
  #isRetired = false

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  state(): SupervisorState {
    this.#noticeOthers()
    const { replica, where, child, servers } = this.#options
    const past = this.#past.filter((fault) => !this.#unmade.has(fault))
    const faults = [...past, ...this.#active()].map((fault) => ({ ...fault }))
    return { replica, ...where(), canCrashServers: servers !== undefined, condition: child.condition(), faults }
  }

  /**
   * Makes a fault; one of its kind on the same thing is over with it. The same id again changes nothing, unless it was announced only.
   * @param peers of a cut: the addresses of the other replica
   * @param isAnnounced it is made with the next call: whoever asks is to hear of it first, and all others already
   * @throws FaultRefused 409 where it makes no sense, such as a crash of a replica that is down
   */
  async break(
    id: string,
    order: FaultOrder,
    { peers = [], isAnnounced = false }: { readonly peers?: readonly string[]; readonly isAnnounced?: boolean } = {},
  ): Promise<Fault> {
    const known = this.#on.get(id)
    if (known?.stage === 'announced' && !isAnnounced) await this.#make(known)
    const fault = known?.fault ?? this.#past.find((each) => each.id === id)
    if (fault) return { ...fault }
    const entry = this.#announce(id, order, peers)
    if (!isAnnounced) await this.#make(entry)
    return { ...entry.fault }
  }

  /** @throws FaultRefused */
  #announce(id: string, order: FaultOrder, peers: readonly string[]): Entry {
    if (this.#isRetired) throw new FaultRefused(409, 'This stack is stopping.')
    const { child, faultMs = FAULT_MS, replica, servers } = this.#options
    if (order.kind === 'crash-master') {
      if (!servers) throw new FaultRefused(409, CANNOT_CRASH)
      // Whoever looks at the servers may have looked just before.
      if (this.#active().some((fault) => thingOf(fault) === thingOf(order))) throw new FaultRefused(409, `${order.server} is down already.`)
    }
    const condition = child.condition()
    if ('replica' in order) assertPossible(order.kind, replica, condition)
    const began = Date.now()
    const fault: Changing<Fault> = { ...order, id, began, ends: began + faultMs, undone: null, healedMs: null }
    const entry: Entry = { fault, peers, timer: this.#healIn(ANNOUNCED_MS, id), stage: 'announced' }
    this.#on.set(id, entry)
    return entry
  }

  async #make(entry: Entry): Promise<void> {
    const { child, servers } = this.#options
    const { fault } = entry
    const { kind, id, ends } = fault
    this.#forgetLike(entry.fault)
    clearTimeout(entry.timer)
    entry.timer = this.#healIn(ends - Date.now(), id)
    entry.stage = 'begun'
    if (kind === 'pause') child.pause()
    else if (kind === 'crash') await child.crash()
    else if (kind === 'drain') void child.drain()
    else if (fault.kind === 'crash-master') await servers?.crash(fault.store, fault.server ?? '')
    else this.#applyToLinks()
    entry.stage = 'done'
  }

  /** Undoes one fault, or all; answers those that were on. What is not on here is none of ours. */
  heal(id?: string): Fault[] {
    const chosen = [...this.#on.values()].filter(({ fault }) => id === undefined || fault.id === id)
    for (const { fault, timer, stage } of chosen) {
      clearTimeout(timer)
      this.#on.delete(fault.id)
      fault.undone = Date.now()
      if (stage === 'announced') this.#unmade.add(fault)
      this.#past = [...this.#past, fault].slice(-REMEMBERED)
    }
    this.#applyToLinks()
    for (const { fault, stage } of chosen) {
      if (stage === 'announced') continue
      if (fault.kind === 'pause') this.#options.child.resume()
      else if (fault.kind === 'crash' || fault.kind === 'drain') void this.#bringBack()
      else if (fault.kind === 'crash-master') void this.#bringServerBack(fault)
      void this.#watch(fault)
    }
    return chosen.map(({ fault }) => ({ ...fault }))
  }

  /** Mends the links and lets go of the replica's process, which its keeper now stops; harmless when repeated. */
  retire(): void {
    this.#isRetired = true
    for (const { timer } of this.#on.values()) clearTimeout(timer)
    this.#on.clear()
    this.#applyToLinks()
  }

  #active(): Changing<Fault>[] {
    return [...this.#on.values()].map(({ fault }) => fault)
  }

  #made(): Entry[] {
    return [...this.#on.values()].filter(({ stage }) => stage !== 'announced')
  }

  #applyToLinks(): void {
    this.#options.links.apply(this.#made())
  }

  #healIn(ms: number, id: string): NodeJS.Timeout {
    return setTimeout(() => this.heal(id), ms).unref()
  }

  /** Those on the same thing: a process has one fault at a time. The one that comes instead says how it went on. */
  #forgetLike(order: Fault): void {
    const isLike = (fault: Fault) => fault !== order && thingOf(fault) === thingOf(order)
    for (const { fault, timer } of [...this.#on.values()].filter((each) => isLike(each.fault))) {
      clearTimeout(timer)
      this.#on.delete(fault.id)
      if (fault.kind === 'pause' && order.kind === 'drain') this.#options.child.resume()
    }
    this.#past = this.#past.filter((fault) => fault.healedMs !== null || this.#unmade.has(fault) || !isLike(fault)) // it never came to heal
  }

  /** Somebody else may have brought the replica back, or ended what was paused. */
  #noticeOthers(): void {
    const condition = this.#options.child.condition()
    const isUp = condition === 'up' || condition === 'starting'
    for (const { fault, stage } of [...this.#on.values()]) {
      if (stage !== 'done') continue
      if (fault.kind === 'pause' ? condition !== 'paused' : 'replica' in fault && isUp) this.heal(fault.id)
    }
  }

  async #bringBack(): Promise<void> {
    const isWanted = () => !this.#isRetired && !this.#made().some(({ fault: { kind } }) => kind === 'crash' || kind === 'drain')
    await bringBack(this.#options, isWanted)
  }

  async #bringServerBack(fault: Extract<Fault, { kind: 'crash-master' }>): Promise<void> {
    const { store, server = '' } = fault
    const isWanted = () => !this.#isRetired && !this.#made().some((each) => thingOf(each.fault) === thingOf(fault))
    await untilDone(
      async () => this.#options.servers?.bringBack(store, server),
      isWanted,
      (why) => this.#options.say?.(`${server} did not come back: ${why}`),
    )
  }

  async #watch(fault: Changing<Fault>): Promise<void> {
    const isWatched = () => !this.#isRetired && this.#past.includes(fault)
    if (await untilOver(fault, this.#options, () => this.#active(), isWatched)) fault.healedMs = Date.now() - (fault.undone ?? 0)
  }
}
