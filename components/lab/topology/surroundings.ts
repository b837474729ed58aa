import type { LabView } from '@/lab/client/types'
import type { Fault, StoreKind, StoreState, XRayView } from '@/lab/contract'
import { shortId } from '@/lab/names'
import { isSet, STORE_NAMES, storeOf } from '@/lab/stores'
import { modeOf } from '@/sessions/modes'
import type { Beside, Content } from './layout'
import { type SetFacts, setFacts } from './set-facts'

/** What a picture shows around the replicas. */
export type Surroundings = {
  readonly beside: Beside
  readonly store: StoreFacts | null
  /** What its place in the picture has to hold, where the store is a set. */
  readonly content: Content['set']
  /** How nginx picks a replica. */
  readonly picks: 'round robin' | 'by cookie' | 'by address'
  /** What the browser presents, or `no session`. */
  readonly presents: string
  /** In stateless mode, what the sealed cookie holds. */
  readonly cookie: string | null
  readonly isSealed: boolean
  /** `web-1>web-2` of links that are cut. */
  readonly cuts: ReadonlySet<string>
  readonly replicationDelayMs: number | null
}

export type StoreFacts = {
  readonly store: StoreKind
  readonly name: string
  /** `unknown`: nothing was heard of it yet. */
  readonly condition: 'reached' | 'unreached' | 'stopped' | 'unknown'
  readonly slowMs: number | null
  readonly sessions: number | null
  readonly memoryBytes: number | null
  readonly ms: number | null
  readonly holdsSession: boolean
  /** Null where it is one server. */
  readonly set: SetFacts | null
}

const PICKS = { none: 'round robin', cookie: 'by cookie', ip: 'by address' } as const

const NOBODY: ReadonlySet<string> = new Set()

/** @param taken servers of a set that have taken over */
export function surroundingsOf({ mode, state }: LabView, taken = NOBODY): Surroundings {
  const { store, affinity } = modeOf(mode)
  const kind = storeOf(mode)
  const faults = (state?.faults ?? []).filter(({ undone }) => undone === null)
  const xray = state?.xray.mode === mode ? state.xray : null
  const views = xray?.views ?? []
  const sealed = views.find(({ place }) => place === 'cookie')?.session ?? null
  const isSealed = store === 'stateless'
  const seen = state?.stores.find((each) => each.store === kind) ?? null
  const set = kind && isSet(kind) ? setFacts(kind, seen?.set ?? null, taken) : null
  return {
    beside: set ? 'set' : kind ? 'store' : store === 'replicated' || store === 'primary-backup' ? 'peers' : 'nothing',
    store: kind && storeFacts(kind, seen, set, faults, views),
    content: set ? { rows: set.rows.length, target: set.target, hasFoot: kind === 'redis-ha' } : undefined,
    picks: PICKS[affinity],
    presents: xray?.id ? `sid ${shortId(xray.id)}` : 'no session yet',
    cookie: isSealed && sealed ? `${sealed.signedIn ? (sealed.user ?? 'signed in') : 'guest'} · cart ${sealed.cartCount}` : null,
    isSealed,
    cuts: new Set(faults.flatMap((fault) => (fault.kind === 'cut' ? [fault.between.join('>'), fault.between.toReversed().join('>')] : []))),
    replicationDelayMs: faults.find((fault) => fault.kind === 'delay-replication')?.ms ?? null,
  }
}

function storeFacts(
  store: StoreKind,
  seen: StoreState | null,
  set: SetFacts | null,
  faults: readonly Fault[],
  views: readonly XRayView[],
): StoreFacts {
  const isStopped = faults.some((fault) => fault.kind === 'stop-store' && fault.store === store)
  const slow = faults.find((fault) => fault.kind === 'slow-store' && fault.store === store)
  const view = views.find(({ place }) => typeof place === 'object' && 'store' in place)
  return {
    store,
    name: STORE_NAMES[store],
    condition: isStopped ? 'stopped' : seen ? (seen.reached ? 'reached' : 'unreached') : 'unknown',
    slowMs: slow && 'ms' in slow ? slow.ms : null,
    sessions: seen?.sessions ?? null,
    memoryBytes: seen?.memoryBytes ?? null,
    ms: seen?.ms ?? null,
    holdsSession: !isStopped && view?.state === 'known',
    set,
  }
}
