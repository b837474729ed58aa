/**
 * What becomes of each kind of call while the server that keeps the sessions is away, as plain data that a browser may load too. Answers
 * (`web/http`), the table in `docs/security.md` and the e2e stories of outages are made from it, or checked against it.
 *
 * It is about stores that are a server beside the replicas (redis, redis-ha, redis-cluster, db); a store in the replicas or in a cookie
 * has nothing that could be away.
 *
 * @module
 */

export type OutagePolicy = {
  /** Which calls these are. */
  readonly calls: string
  /**
   * `goes-on-as-a-guest-view`: answered as for somebody whom nobody knows yet, without a count in the cart or a name, and without "sign in" either.
   * `refused`: 503 (pages say the same in words), the cookie stays. `told`: answered with what is known, and which store could not be asked.
   */
  readonly whileAway: 'goes-on-as-a-guest-view' | 'refused' | 'told'
  /** When a refused client may come again, in seconds: more than the longest pause between two questions whether the store is back. */
  readonly retryAfterSeconds: number | null
  /** The time-out that the first call on a replica may cost, in milliseconds: of one that is connected, or of a new connection. */
  readonly firstCallMs: number
}

const FIRST_CALL_MS = 1000

/** What a call may wait for its store once that is known to be away, in milliseconds. */
export const KNOWN_AWAY_MS = 50

export const OUTAGE_POLICY = {
  browse: {
    calls: 'the catalogue, search, products, and the header of every page',
    whileAway: 'goes-on-as-a-guest-view',
    retryAfterSeconds: null,
    firstCallMs: FIRST_CALL_MS,
  },
  read: {
    calls: 'the session, the cart, the account, orders',
    whileAway: 'refused',
    retryAfterSeconds: 2,
    firstCallMs: FIRST_CALL_MS,
  },
  change: {
    calls: 'changes of the cart and of the account',
    whileAway: 'refused',
    retryAfterSeconds: 2,
    firstCallMs: FIRST_CALL_MS,
  },
  'sign-in': {
    calls: 'signing in, opening an account',
    whileAway: 'refused',
    // Each costs a replica the time of a password hash: after an outage not all of them at once.
    retryAfterSeconds: 5,
    firstCallMs: FIRST_CALL_MS,
  },
  'sign-out': {
    calls: 'signing out: nobody is told that it is done before it is',
    whileAway: 'refused',
    retryAfterSeconds: 2,
    firstCallMs: FIRST_CALL_MS,
  },
  checkout: {
    calls: 'placing an order: nothing is charged',
    whileAway: 'refused',
    retryAfterSeconds: 2,
    firstCallMs: FIRST_CALL_MS,
  },
  operate: {
    calls: "readiness, metrics, the operator's commands, the Lab",
    whileAway: 'told',
    retryAfterSeconds: null,
    firstCallMs: FIRST_CALL_MS,
  },
} as const satisfies Readonly<Record<string, OutagePolicy>>

export type CallKind = keyof typeof OUTAGE_POLICY

/** The kinds that are refused, and told when to come again. */
export type RefusedKind = { [Kind in CallKind]: (typeof OUTAGE_POLICY)[Kind]['whileAway'] extends 'refused' ? Kind : never }[CallKind]
