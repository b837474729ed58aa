import { z } from 'zod'
import type { Condition, Fault, FaultOrder } from '../contract'

/** What a supervisor tells of its replica; `faults` are its parts of them: those that are on, and the last ones that were. */
export type SupervisorState = {
  /** `web-1` */
  readonly replica: string
  /** Where its replica takes internal calls: `http://127.0.0.1:3001` */
  readonly internal: string
  /** As nginx sees it: `127.0.0.1:3001` */
  readonly addresses: readonly string[]
  /** Where the others dial its cluster port: `127.0.0.1:7601` */
  readonly peerAddresses: readonly string[]
  /** Whether it has power over the servers of stores that have several. */
  readonly canCrashServers: boolean
  /** Never `silent`, which is for whoever asks the replica to tell. */
  readonly condition: Condition
  readonly faults: readonly Fault[]
}

/** What is wrong with an order, for whoever gave it. */
export class FaultRefused extends Error {
  override readonly name = 'FaultRefused'
  constructor(
    /** The HTTP status that fits. */
    readonly status: 404 | 409 | 503,
    message: string,
  ) {
    super(message)
  }
}

/** The longest delay that can be ordered, in milliseconds. */
const MAX_DELAY_MS = 10_000

const replica = z.string({ error: 'Name a replica, like web-1.' }).min(1).max(64)
const store = z.enum(['redis', 'redis-ha', 'redis-cluster', 'postgres'], {
  error: 'The store is redis, redis-ha, redis-cluster or postgres.',
})
const set = z.enum(['redis-ha', 'redis-cluster'], { error: 'The store is redis-ha or redis-cluster: others have no master.' })
const server = z.string({ error: 'Name a server, like redis-ha-1.' }).min(1).max(64)
const ms = z
  .number({ error: 'Say how many milliseconds.' })
  .int('A whole number of milliseconds.')
  .min(1, 'At least one millisecond.')
  .max(MAX_DELAY_MS, `At most ${MAX_DELAY_MS} milliseconds.`)
const between = z
  .tuple([replica, replica], { error: 'Name two replicas, like ["web-1", "web-2"].' })
  .refine(([one, other]) => one !== other, 'A replica has no link to itself: name two.')

export const faultOrder: z.ZodType<FaultOrder> = z.discriminatedUnion(
  'kind',
  [
    z.object({ kind: z.enum(['crash', 'pause', 'drain']), replica }),
    z.object({ kind: z.literal('cut'), between }),
    z.object({ kind: z.literal('slow-store'), store, ms }),
    z.object({ kind: z.literal('stop-store'), store }),
    z.object({ kind: z.literal('crash-master'), store: set, server: server.optional() }),
    z.object({ kind: z.literal('delay-replication'), ms }),
  ],
  { error: 'The kind is crash, pause, drain, cut, slow-store, stop-store, crash-master or delay-replication.' },
)

const id = z.string().regex(/^[\w-]{1,64}$/)

/** A fault's id, where a text can be one. */
export function faultId(text: string | null): string | undefined {
  return id.safeParse(text).data
}

/** What a supervisor is asked for, by POST as JSON. The same id twice is one fault. */
export const supervisorCall = z.discriminatedUnion('do', [
  z.object({ do: z.literal('state') }),
  /** `peers`: of a cut, the addresses of the other one. `isAnnounced`: it counts from now on, and is made when the same is asked for without. */
  z.object({
    do: z.literal('break'),
    id,
    order: faultOrder,
    peers: z.array(z.string().max(100)).max(50).default([]),
    isAnnounced: z.boolean().default(false),
  }),
  z.object({ do: z.literal('heal'), id: id.optional() }),
])
export type SupervisorCall = z.input<typeof supervisorCall>
