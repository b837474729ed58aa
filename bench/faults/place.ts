import type { ModeName, SessionStore } from '../../sessions'

/** Something that breaks a store, while clients go on. */
export type Fault = {
  /** `kill -9`, `pause`, `cut off`, `reshard`: as the table calls it. */
  readonly name: string
  /** One sentence for the table's legend: what is done to which process, and when it is undone. */
  readonly what: string
  /** How long it lasts, in milliseconds; then it is undone. */
  readonly lastsMs: number
  /** Whether a place without any weakness may lose what was acknowledged: what the mode's promise says of this fault. */
  readonly mayLose: 'nothing' | 'what had no copy yet'
  /** Whether at least one of its runs has to lose something: a run that does not show a weakness that is admitted was no test of it. */
  readonly mustShow?: boolean
  begin(): Promise<void>
  end(): Promise<void>
}

/** The servers of one mode's store, started for one run. */
export type Place = {
  /** As one replica opens it (`openStores`), with connections of its own. */
  open(): SessionStore
  readonly faults: readonly Fault[]
  /** Stops the servers and removes their data. */
  stop(): Promise<void>
}

export type StartPlace = () => Promise<Place>

/** The modes that keep their sessions in servers of their own. */
export const FAULT_MODES = ['redis', 'redis-ha', 'redis-cluster', 'db'] as const satisfies readonly ModeName[]
export type FaultMode = (typeof FAULT_MODES)[number]
