import type { Machine } from '../sessions/machine'
import type { ShapeName } from './shapes'

/** Bytes for each session, by its shape. `fresh`: at once after its last change; `idle`: when what is remembered for a while (ids of changes, old tokens) is gone. */
export type Held = { readonly fresh: Readonly<Record<ShapeName, number>>; readonly idle: Readonly<Record<ShapeName, number>> }

/** One call on a shopper's session: bytes on the wire, both ways; how often the caller had to wait for the wire; and the server's own processor time in µs (null: not measured). */
export type Cost = { readonly bytes: number; readonly roundTrips: number; readonly serverMicroseconds: number | null }
/** `slide` is what a read costs more that moves the idle end. */
export type Costs = { readonly read: Cost; readonly change: Cost; readonly slide: Cost }

export type Design = 'replicated' | 'primary-backup'

export type CapacityResult = {
  readonly format: 1
  readonly command: string
  /** ISO 8601. */
  readonly at: string
  readonly minutes: number
  readonly machine: Machine
  readonly load: { readonly before: number; readonly after: number }
  /** How many sessions of each shape the memory was measured with. */
  readonly sessions: Readonly<Record<'redis' | 'postgres' | 'cluster' | 'memory', number>>
  readonly redis: { readonly held: Held; readonly costs: Costs }
  /** Of its bytes so many are indexes, by shape, of idle sessions. */
  readonly postgres: { readonly held: Held; readonly indexes: Readonly<Record<ShapeName, number>>; readonly costs: Costs }
  /** Of three processes; `held` is on one holder. */
  readonly cluster: Readonly<Record<Design, { readonly held: Held; readonly costs: Costs }>>
  readonly memory: { readonly held: Held }
  /** Bytes of the cookie (name, equals sign and value), by shape; and of an answer's Set-Cookie beyond that. `lines`: how many a shopper's cart may have. */
  readonly stateless: {
    readonly cookie: Readonly<Record<ShapeName, number>>
    readonly attributes: number
    readonly token: number
    readonly lines: number
  }
}
