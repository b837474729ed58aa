import type { Condition, Fault, FaultOrder, StoreKind } from '@/lab/contract'
import type { Clock } from '../teller'

const NEVER = new AbortController().signal

/** Three replicas and what is broken about them. */
export class FakeFaults {
  readonly names = ['web-1', 'web-2', 'web-3'] as const
  readonly conditions = new Map<string, Condition>(this.names.map((name) => [name, 'up']))
  readonly all: Fault[] = []
  /** How long a crashed replica takes to be back. */
  healMs = 1_800
  #last = 0

  constructor(
    readonly clock: Clock,
    readonly onChange: (crashed: string | null) => void,
  ) {}

  get on(): Fault[] {
    return this.all.filter(({ undone }) => undone === null)
  }

  isUp = (name: string): boolean => this.conditions.get(name) === 'up'
  get up(): string[] {
    return this.names.filter(this.isUp)
  }

  isStopped = (store: StoreKind): boolean => this.on.some((fault) => fault.kind === 'stop-store' && fault.store === store)
  slowMs = (store: StoreKind): number => this.#sum((fault) => (fault.kind === 'slow-store' && fault.store === store ? fault.ms : 0))
  get delayMs(): number {
    return this.#sum((fault) => (fault.kind === 'delay-replication' ? fault.ms : 0))
  }
  isCut = (one: string, other: string): boolean =>
    this.on.some((fault) => fault.kind === 'cut' && fault.between.includes(one) && fault.between.includes(other))
  /** Members that this one has noticed to be away: a cut takes a while to be noticed. */
  lostTo = (name: string): number =>
    this.names.filter(
      (other) =>
        other !== name &&
        (!this.isUp(other) ||
          this.on.some(
            (fault) =>
              fault.kind === 'cut' &&
              fault.between.includes(name) &&
              fault.between.includes(other) &&
              this.clock.now() - fault.began > 1_500,
          )),
    ).length

  break(order: FaultOrder): Fault {
    if ('replica' in order && this.up.filter((name) => name !== order.replica).length === 0)
      throw new Error('Nobody would be left to answer; heal something first.')
    const began = this.clock.now()
    const fault: Fault = { ...order, id: `fault-${++this.#last}`, began, ends: began + 60_000, undone: null, healedMs: null }
    this.all.push(fault)
    if ('replica' in order) this.conditions.set(order.replica, order.kind === 'pause' ? 'paused' : 'down')
    this.onChange('replica' in order && order.kind !== 'pause' ? order.replica : null)
    return fault
  }

  heal(id?: string): readonly Fault[] {
    for (const [index, fault] of this.all.entries()) {
      if (fault.undone !== null || (id && fault.id !== id)) continue
      this.all[index] = { ...fault, undone: this.clock.now() }
      if ('replica' in fault) this.conditions.set(fault.replica, 'starting')
      void this.#recover(index)
    }
    return this.all
  }

  async #recover(index: number): Promise<void> {
    const ms = 'replica' in (this.all[index] as Fault) ? this.healMs : 40
    await this.clock.sleep(ms, NEVER)
    const fault = this.all[index] as Fault
    this.all[index] = { ...fault, healedMs: ms }
    if ('replica' in fault) this.conditions.set(fault.replica, 'up')
    this.onChange(null)
  }

  #sum(of: (fault: Fault) => number): number {
    return this.on.reduce((sum, fault) => sum + of(fault), 0)
  }
}
