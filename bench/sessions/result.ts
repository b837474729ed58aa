import type { Family } from './contestant'
import type { CorrectnessResult } from './correctness'
import type { Machine } from './machine'
import type { Cell } from './rounds'

/** Everything that one run has measured, as it is kept in .data/bench/sessions.json. */
export type BenchResult = {
  readonly format: 1
  readonly command: string
  /** ISO 8601. */
  readonly at: string
  readonly minutes: number
  readonly rounds: number
  readonly families: readonly Family[]
  readonly machine: Machine
  /** Tasks that wanted a core, by the machine's own one-minute average, before the first round and after the last. */
  readonly load: { readonly before: number; readonly after: number }
  /** express-session's work per request before it asks its store. */
  readonly frontCostMs: number
  readonly cells: readonly Cell[]
  readonly correctness: readonly CorrectnessResult[]
}
