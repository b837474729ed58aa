/** What a replica of the benchmark is asked by its parent, and what it answers: see worker.ts. */
import type { ShapeName } from '../capacity/shapes'

/** The stores that are measured beside each other. */
export const KINDS = ['replicated', 'primary-backup', 'redis'] as const
export type Kind = (typeof KINDS)[number]
export type Design = Exclude<Kind, 'redis'>

export const ACKS = ['none', 'received', 'applied'] as const
export type Ack = (typeof ACKS)[number]

/** Opens the stores of a replica: several designs share its port. */
export type Open = {
  readonly name: string
  readonly designs: readonly Design[]
  readonly addresses: readonly string[]
  /** This replica's place in `addresses`. */
  readonly index: number
  readonly ack: Ack
  readonly redisUrl: string | null
}

/** A client loop: changes of these sessions, `concurrency` at once, each worker one after the other. */
export type Load = { readonly kind: Kind; readonly tokens: readonly string[]; readonly concurrency: number }

/** Latencies in milliseconds. */
export type Measured = { readonly changes: number; readonly ms: number; readonly p50: number; readonly p99: number }

/** How a client loop lived through a fault; times are milliseconds since the epoch. */
export type Endured = {
  readonly failures: number
  readonly firstFailureAt: number | null
  /** The first change that succeeded after `firstFailureAt`. */
  readonly firstSuccessAt: number | null
  /** The longest time that one session of the loop was without a change that succeeded, in milliseconds. */
  readonly longestGapMs: number
}

/** `heap` after garbage was collected, with what lies outside of it, in bytes. */
type Memory = { readonly bytes: number }

/** The calls that a replica takes, with their answers. */
export type Calls = {
  open: { readonly asked: Open; readonly answer: { readonly joinedMs: number } }
  /** Signed in, with five lines that were added one at a time before; the tokens are given back only if they are wanted. */
  fill: {
    readonly asked: { readonly kind: Kind; readonly sessions: number; readonly wantTokens: boolean }
    readonly answer: readonly string[]
  }
  /** The same sessions as bench/capacity makes them; changes and reads are one at a time. */
  shape: {
    readonly asked: { readonly kind: Kind; readonly sessions: number; readonly shape: ShapeName }
    readonly answer: readonly string[]
  }
  read: { readonly asked: { readonly kind: Kind; readonly tokens: readonly string[] }; readonly answer: true }
  change: { readonly asked: { readonly kind: Kind; readonly tokens: readonly string[] }; readonly answer: true }
  measure: { readonly asked: Load & { readonly ms: number }; readonly answer: Measured }
  endure: { readonly asked: Load; readonly answer: true }
  endured: { readonly asked: null; readonly answer: Endured }
  memory: { readonly asked: null; readonly answer: Memory }
  counters: { readonly asked: Design; readonly answer: Readonly<Record<string, number>> }
  /** Has the housekeeping done now that would come within half a minute. */
  tidy: { readonly asked: Design; readonly answer: true }
  /** Stops the stores' clock at this time, so that nothing expires or is folded by how long a measurement takes. */
  freeze: { readonly asked: number; readonly answer: true }
}

export type CallName = keyof Calls
export type Asked = { readonly number: number; readonly call: CallName; readonly asked: unknown }
export type Told = { readonly number: number; readonly answer?: unknown; readonly error?: string }
