/**
 * What a mode guarantees for what it has acknowledged. The fault run measures each and fails on either side: a promise broken, or a
 * weakness that did not show.
 */
export type ModePromise = {
  /** Whichever replica answers next knows the session. */
  readonly sharedAcrossReplicas: 'yes' | 'no'
  /** Concurrent changes of one session, without a fault: none lost, none doubled. `one-replica`: only among requests that reach the same one. */
  readonly noLostUpdate: 'yes' | 'one-replica' | 'no'
  /** Sign-out, and "sign out everywhere", hold at once on every replica. `one-replica`: only on the one that answered. */
  readonly revocableAtOnce: 'yes' | 'one-replica' | 'no'
  /** `kill -9` of one replica. */
  readonly survivesReplicaCrash: 'yes' | 'no'
  /**
   * `kill -9` of the store (or of its master). `not-yet-copied`: another one takes over, without what was acknowledged in the moment before and had
   * not reached it; a sign-in, a sign-out and an order's change of the cart wait for a copy, if one is in step, and are not among that then. `no-store`: there is none
   * beside the replicas.
   */
  readonly survivesStoreCrash: 'yes' | 'last-second' | 'not-yet-copied' | 'no' | 'no-store'
  /** A clean restart of the store. */
  readonly survivesStoreRestart: 'yes' | 'last-second' | 'no' | 'no-store'
  /**
   * What the sessions do while the store is down, or while the replica is cut off from it or from the other replicas. `merges`: all go on on
   * both sides, and what both acknowledged is merged afterwards. `fenced`: the same with those of which a side has a copy; the others are unavailable there.
   */
  readonly whenCutOff: 'unavailable' | 'fails-over' | 'merges' | 'fenced' | 'starts-empty' | 'unaffected'
  /** What is left when everything stops at once, the store with all its copies too. */
  readonly durable: 'yes' | 'last-second' | 'no' | 'in-browser'
}

/** One replica's memory: right as long as every request of a browser reaches it. */
export const ONE_REPLICA = {
  sharedAcrossReplicas: 'no',
  noLostUpdate: 'one-replica',
  revocableAtOnce: 'one-replica',
  survivesReplicaCrash: 'no',
  survivesStoreCrash: 'no-store',
  survivesStoreRestart: 'no-store',
  whenCutOff: 'starts-empty',
  durable: 'no',
} as const satisfies ModePromise

/** A balancer that keeps a browser on its replica hides the split from that browser, though not from "sign out everywhere". */
export const STICKY = { ...ONE_REPLICA, noLostUpdate: 'yes' } as const satisfies ModePromise

/** Copies in the replicas: nothing beside them can fail, and nothing is left when all of them stop. */
export const CLUSTERED = {
  sharedAcrossReplicas: 'yes',
  noLostUpdate: 'yes',
  revocableAtOnce: 'yes',
  survivesReplicaCrash: 'yes',
  survivesStoreCrash: 'no-store',
  survivesStoreRestart: 'no-store',
  whenCutOff: 'merges',
  durable: 'no',
} as const satisfies ModePromise

/** A store that all replicas share, on disk before it answers. */
export const EXTERNAL = {
  ...CLUSTERED,
  survivesStoreCrash: 'yes',
  survivesStoreRestart: 'yes',
  whenCutOff: 'unavailable',
  durable: 'yes',
} as const satisfies ModePromise

/** Redis with `appendfsync everysec`: a crash costs up to about the last second, a clean stop nothing. */
export const REDIS = { ...EXTERNAL, survivesStoreCrash: 'last-second', durable: 'last-second' } as const satisfies ModePromise

/** Several such, copied to each other as soon as they have answered: one takes over from another, and a crash costs what was on its way. */
export const REDIS_COPIES = { ...REDIS, survivesStoreCrash: 'not-yet-copied', whenCutOff: 'fails-over' } as const satisfies ModePromise

/**
 * A sealed cookie: no replica and no store has anything to lose. But two tabs that change it at once overwrite each other (the browser keeps
 * the cookie that arrives last), and no copy of it can be ended before its time.
 */
export const IN_BROWSER = {
  ...CLUSTERED,
  noLostUpdate: 'no',
  revocableAtOnce: 'no',
  whenCutOff: 'unaffected',
  durable: 'in-browser',
} as const satisfies ModePromise
