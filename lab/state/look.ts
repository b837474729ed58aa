import type { ModeName } from '@/sessions'
import type { openedStores } from '@/sessions/request'
import type { ReplicaStatus } from '../contract'
import { type RawRecord, requestsOf, sessionsOf } from '../traces/requests'
import { type RawView, viewsHere } from '../x-ray/views'
import type { Mark } from './cursor'
import { framesSince, type RawFrame } from './frames'
import { BOOT, statusHere } from './status'

/** What one replica is asked. */
export type Question = {
  readonly mode: ModeName
  /** Of the session that the browser presents in this mode. */
  readonly id: string | null
  readonly visitor: string | null
  /** What the page has of this replica already. */
  readonly after: Mark
}

/** What one replica answers. */
export type Look = {
  readonly replica: string
  readonly status: ReplicaStatus
  readonly views: readonly RawView[]
  readonly requests: readonly RawRecord[]
  /** Of everybody's sessions: who asks picks out the visitor's. */
  readonly frames: readonly RawFrame[]
  /** Ids of the sessions that this visitor has had here in the last minutes; of a request under way, too: its frames are told once only. */
  readonly sessions: readonly string[]
  readonly last: Mark
}

/** As long as a former session may still be spoken of. */
const FORMER_MS = 10 * 60_000

type Stores = Pick<ReturnType<typeof openedStores>, 'modes' | 'storeFor' | 'clusters'>

/** This replica's own answer. `token`: see {@link viewsHere}. */
export async function lookHere(
  { mode, id, visitor, after }: Question,
  stores: Stores,
  { token = null, replica = ownName() }: { readonly token?: string | null; readonly replica?: string } = {},
): Promise<Look> {
  const views = await viewsHere({ mode, id, token }, stores.storeFor(mode), replica)
  // A restarted replica has begun to count anew.
  const known = after.boot === BOOT ? after : { requests: 0, frames: 0 }
  const { frames, last: lastFrame } = framesSince(known.frames)
  const { records, last: lastRequest } = visitor ? requestsOf(visitor, known.requests) : { records: [], last: known.requests }
  return {
    replica,
    status: statusHere(stores),
    views,
    requests: records,
    frames,
    sessions: visitor ? sessionsOf(visitor, Date.now() - FORMER_MS) : [],
    last: { boot: BOOT, requests: lastRequest, frames: lastFrame },
  }
}

/** The name of this replica. */
export function ownName(): string {
  return process.env.REPLICA ?? 'web-1'
}
