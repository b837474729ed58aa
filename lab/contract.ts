/**
 * What the Lab's page and the replicas say to each other, as JSON; a browser may load this file.
 *
 * - `GET /api/lab/state?since=<cursor>` → {@link LabState}: everything that the page shows, of all replicas, for this browser. The mode of the
 *   x-ray is the one that the balancer decides, as for every request (`X-Hopcart-Mode`), the shopper's too (`X-Hopcart-Shopper`).
 * - `POST /api/lab/faults` {@link FaultOrder} → 201 {@link Fault}; 404 unknown replica or server, 409 nobody would be left to answer, or
 *   servers that cannot be crashed here, 422.
 * - `DELETE /api/lab/faults` undoes all of them, `DELETE /api/lab/faults/{id}` one; both answer `{ faults }`.
 * - `POST /api/lab/thief` {@link ThiefOrder} → {@link Loot} or {@link ThiefReport}.
 *
 * Times are milliseconds since the epoch unless their name ends with `Ms`. All of it exists with `SESSION_STORE=lab:` only.
 *
 * @module
 */
import type { Fault } from './contract/faults'
import type { Frame, RequestRecord } from './contract/requests'
import type { ReplicaState, StoreState } from './contract/stack'
import type { XRay } from './contract/x-ray'

export * from './contract/faults'
export type * from './contract/requests'
export type * from './contract/stack'
export type * from './contract/thief'
export type * from './contract/x-ray'

export type LabState = {
  readonly at: number
  readonly answeredBy: string
  readonly replicas: readonly ReplicaState[]
  readonly stores: readonly StoreState[]
  readonly xray: XRay
  /** Those that are on, and the last ones that were. */
  readonly faults: readonly Fault[]
  /** Since the cursor, in the order of `at`. */
  readonly requests: readonly RequestRecord[]
  readonly frames: readonly Frame[]
  /** For `since` next time. */
  readonly cursor: string
}

/** The header by which the Lab's page speaks for one of its shoppers, each with a session cookie and an affinity of their own. */
export const SHOPPER_HEADER = 'x-hopcart-shopper'
export const SHOPPERS = [1, 2, 3] as const
/**
 * What nginx adds to every answer in the lab, its own errors too: `<request id>; <addresses that it tried>; <what they answered>`, lists in
 * order. `4f…; 127.0.0.1:3002, 127.0.0.1:3001; 502, 200` had a second try. lab/traces/way.ts reads it, also what a further look at the list of
 * replicas adds (` : ` in place of `, `), and a try that found nobody (a name without a port).
 */
export const WAY_HEADER = 'x-hopcart-way'
