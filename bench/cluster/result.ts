import type { Machine } from '../sessions/machine'
import type { Ack, Kind } from './protocol'

/** What the wire carried for one change, over all members, without what it carries at rest. */
export type Traffic = { readonly frames: number; readonly bytes: number }

/** One store in one size: every figure of a list is of one round. */
export type Speed = {
  readonly kind: Kind
  readonly size: number
  readonly ack: Ack
  /** One change at a time, at one member after the other: milliseconds. */
  readonly p50: readonly number[]
  readonly p99: readonly number[]
  /** 32 changes at once, spread over all members. */
  readonly opsPerSecond: readonly number[]
  /** Null for Redis. */
  readonly traffic: readonly Traffic[] | null
  /** From the owner's decision to a holder's acknowledgement under that load, in milliseconds; null for Redis. */
  readonly lag: { readonly p50: number; readonly p99: number } | null
}

/** Bytes for each session, over all members (for Redis: in the server). */
export type Held = {
  readonly kind: Kind
  readonly size: number
  readonly sessions: number
  /** Of the processes: heap and what lies outside of it, after garbage was collected. */
  readonly bytesPerSession: number
  /** By the store's own count: the packed records. Null for Redis. */
  readonly packedPerSession: number | null
  /** Copies of each session that there are: how many members share the bytes. */
  readonly holders: number
  /** Until the member that made it this size had caught up, in milliseconds, and what it received for that; null for Redis. */
  readonly join: { readonly ms: number; readonly bytes: number } | null
}

/** On one holder, in bytes for each session: at once after the sign-in, a minute later (the old token leads nowhere), and ten minutes later. */
export type Ages = {
  readonly kind: Kind
  readonly sessions: number
  readonly fresh: number
  readonly soon: number
  readonly settled: number
}

/** One kill -9, of a member or of Redis. */
export type Recovery = {
  readonly kind: Kind
  readonly size: number
  /** The longest time that any client was without a change that succeeded, in milliseconds. */
  readonly longestGapMs: number
  readonly failures: number
  /** From the first change that failed to the next one that succeeded; null when none failed. */
  readonly failedForMs: number | null
  /** From the kill until every session had an owner and all its copies again; null where there are none. */
  readonly copiedAgainMs: number | null
}

/** Everything that one run has measured. */
export type ClusterBenchResult = {
  readonly format: 1
  readonly command: string
  /** ISO 8601. */
  readonly at: string
  readonly minutes: number
  readonly machine: Machine
  /** Tasks that wanted a core, by the machine's one-minute average, before and after. */
  readonly load: { readonly before: number; readonly after: number }
  readonly speeds: readonly Speed[]
  readonly held: readonly Held[]
  readonly ages: readonly Ages[]
  readonly recoveries: readonly Recovery[]
}
