/**
 * What is assumed, not measured: everything in docs/capacity.md that is not a measured figure is computed from those and from these. Change one to see what it comes to.
 *
 * @module
 */
const GIB = 2 ** 30

export const ASSUMPTIONS = {
  /** Of all sessions that are kept, the share that is signed in with ten lines; the others are idle guests with three. */
  shopperShare: 0.2,
  /** Of all sessions, the share whose browser is in use at the busiest time. */
  inUse: 0.02,
  /** Requests with a session, per minute and session in use. */
  requestsPerMinute: 6,
  /** Of those, the share that changes the session. */
  changes: 0.1,
  /** A session in use slides once in so many seconds: min(60 s, idle / 10) is 60 s for every lifetime of the shop. */
  slideSeconds: 60,
  /** Memory of a server, in bytes, and the share of it that data may take. */
  serverBytes: 64 * GIB,
  serverShare: 0.75,
  /** Fragmentation: what Redis takes of the system beyond `used_memory`, as a factor. */
  redisFragmentation: 1.2,
  /** Pages that change while an append-only file is rewritten, or a copy is sent, by a fork: a share of the data that there must be room for. */
  redisForkShare: 0.3,
  /** The most data that one Redis process should hold: a rewrite or a full copy of it takes minutes. */
  redisProcessBytes: 24 * GIB,
  /** Of one core, how much a Redis process may use at the busiest time. */
  redisBusy: 0.6,
  /** Room in Postgres' tables that dead rows take between two vacuums, as a factor. */
  postgresBloat: 1.5,
  /** Commits per second that one Postgres with a good disk takes. */
  postgresCommits: 5_000,
  /** Calls per second that do not write. */
  postgresReads: 20_000,
  /** Heap that one replica (a Node process) should have for sessions. */
  replicaHeapBytes: 2 * GIB,
  /** The most replicas of one cluster: beyond, greetings between all of them and a member's recovery cost too much. */
  clusterMembers: 16,
  /** Bytes that each replica's wire may carry per second for replication. */
  clusterWireBytes: 50e6,
  /** Copies in the mode redis-ha (a master and two replicas), and in redis-cluster (a master and one). */
  haCopies: 3,
  clusterCopies: 2,
  /** The smallest Redis Cluster has so many masters. */
  clusterMasters: 3,
} as const

export type Assumptions = { readonly [Name in keyof typeof ASSUMPTIONS]: number }
