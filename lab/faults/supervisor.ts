import { FAULT_MS, type Fault, type FaultOrder } from '../contract'
import { type Entry, FaultLedger } from './fault-ledger'
import { assertPossible, thingOf } from './fault-rules'
import { bringBack, untilDone, untilOver } from './recovery'
import { FaultRefused, type SupervisorState } from './supervisor-call'
import type { SupervisorOptions } from './supervisor-options'

const CANNOT_CRASH = 'The servers of a store can be crashed only where npm start runs them: here nobody has power over their processes.'
/** What was announced and is not made by then is given up: whoever ordered it is gone. */
const ANNOUNCED_MS = 5_000

/** Breaks one replica and its links, undoes each fault after its time, and measures how long the replica takes to get over it. */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #faults = new FaultLedger()
  #isRetired = false

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  state(): SupervisorState {
    this.#noticeOthers()
    const { replica, where, child, servers } = this.#options
    return { replica, ...where(), canCrashServers: servers !== undefined, condition: child.condition(), faults: this.#faults.told() }
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
    const known = this.#faults.entry(id)
    if (known?.stage === 'announced' && !isAnnounced) await this.#make(known)
    const fault = known?.fault ?? this.#faults.past(id)
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
      if (this.#faults.active().some((fault) => thingOf(fault) === thingOf(order)))
        throw new FaultRefused(409, `${order.server} is down already.`)
    }
    const condition = child.condition()
    if ('replica' in order) assertPossible(order.kind, replica, condition)
    const began = Date.now()
    const fault: Entry['fault'] = { ...order, id, began, ends: began + faultMs, undone: null, healedMs: null }
    const entry: Entry = { fault, peers, timer: this.#healIn(ANNOUNCED_MS, id), stage: 'announced' }
    this.#faults.add(entry)
    return entry
  }

  async #make(entry: Entry): Promise<void> {
    const { child, servers } = this.#options
    const { fault } = entry
    const { kind, id, ends } = fault
    const forgotten = this.#faults.forgetLike(fault)
    if (kind === 'drain' && forgotten.some((each) => each.kind === 'pause')) child.resume()
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
    const chosen = this.#faults.entries().filter(({ fault }) => id === undefined || fault.id === id)
    for (const entry of chosen) this.#faults.close(entry)
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
    this.#faults.clear()
    this.#applyToLinks()
  }

  #applyToLinks(): void {
    this.#options.links.apply(this.#faults.made())
  }

  #healIn(ms: number, id: string): NodeJS.Timeout {
    return setTimeout(() => this.heal(id), ms).unref()
  }

  /** Somebody else may have brought the replica back, or ended what was paused. */
  #noticeOthers(): void {
    const condition = this.#options.child.condition()
    const isUp = condition === 'up' || condition === 'starting'
    for (const { fault, stage } of this.#faults.entries()) {
      if (stage !== 'done') continue
      if (fault.kind === 'pause' ? condition !== 'paused' : 'replica' in fault && isUp) this.heal(fault.id)
    }
  }

  async #bringBack(): Promise<void> {
    const isWanted = () => !this.#isRetired && !this.#faults.made().some(({ fault: { kind } }) => kind === 'crash' || kind === 'drain')
    await bringBack(this.#options, isWanted)
  }

  async #bringServerBack(fault: Extract<Fault, { kind: 'crash-master' }>): Promise<void> {
    const { store, server = '' } = fault
    const isWanted = () => !this.#isRetired && !this.#faults.made().some((each) => thingOf(each.fault) === thingOf(fault))
    await untilDone(
      async () => this.#options.servers?.bringBack(store, server),
      isWanted,
      (why) => this.#options.say?.(`${server} did not come back: ${why}`),
    )
  }

  async #watch(fault: Entry['fault']): Promise<void> {
    const isWatched = () => !this.#isRetired && this.#faults.isPast(fault)
    if (await untilOver(fault, this.#options, () => this.#faults.active(), isWatched)) fault.healedMs = Date.now() - (fault.undone ?? 0)
  }
}
