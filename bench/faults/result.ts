import type { Machine } from '../sessions/machine'
import type { Judgement } from './judge'
import type { Fault, FaultMode } from './place'

/** One fault of one mode, as often as it was run. */
export type FaultRuns = {
  readonly mode: FaultMode
  readonly fault: Pick<Fault, 'name' | 'what' | 'mayLose' | 'mustShow' | 'lastsMs'>
  readonly runs: readonly Judgement[]
}

export type FaultBenchResult = {
  readonly format: 1
  readonly command: string
  readonly at: string
  readonly minutes: number
  readonly machine: Machine
  readonly load: { readonly before: number; readonly after: number }
  readonly clients: number
  readonly faults: readonly FaultRuns[]
}
