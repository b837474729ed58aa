import { type ShapeName, shapeOf } from '@/components/ui/shapes'
import type { LabView, Observation } from '@/lab/client/types'
import type { Condition, Role, SessionView } from '@/lab/contract'
import { replicaLetter, replicaNumber } from '@/lab/names'
import { modeOf } from '@/sessions/modes'

/** What a replica believes of this browser, in two short lines. `isAnomaly`: one would call that wrong. */
export type Belief = { readonly who: string; readonly cart: string | null; readonly isAnomaly: boolean }

/** A replica as its node shows it. */
export type ReplicaFacts = {
  readonly name: string
  readonly letter: string
  readonly shape: ShapeName
  /** Null: not known yet. */
  readonly condition: Condition | null
  readonly requests: number | null
  readonly memoryMb: number | null
  /** Null in modes that keep no sessions in replicas. */
  readonly sessions: { readonly primary: number; readonly backup: number } | null
  /** Replicas that it takes for lost. */
  readonly lost: number
  /** For this browser's session, where it has one. */
  readonly role: Extract<Role, 'only' | 'primary' | 'backup' | 'proxy'> | null
  readonly belief: Belief | null
}

const WRONG_BELIEFS = new Set(['signed-out', 'cart-vanished', 'stale-read'])
const CLUSTERS = new Set(['replicated', 'primary-backup'])

/** Whether a mode keeps sessions in the replicas' own memory. */
function keepsInReplicas(mode: LabView['mode']): boolean {
  const { store } = modeOf(mode)
  return store === 'memory' || CLUSTERS.has(store)
}

/** What the nodes of all replicas show; before the first state three replicas of which nothing is known. */
export function replicaFacts(view: LabView): ReplicaFacts[] {
  const { mode, state } = view
  const known = state?.replicas ?? ['web-1', 'web-2', 'web-3'].map((name) => ({ name, condition: null, status: null }))
  return known.map(({ name, condition, status }) => ({
    name,
    letter: replicaLetter(name),
    shape: shapeOf(Math.max(0, replicaNumber(name) - 1)),
    condition,
    requests: status ? (status.requests[mode] ?? 0) : null,
    memoryMb: status ? Math.round(status.memoryBytes / 1_000_000) : null,
    sessions: status && keepsInReplicas(mode) ? (status.sessions[mode] ?? { primary: 0, backup: 0 }) : null,
    lost: status?.lost[mode] ?? 0,
    role: condition === 'up' || condition === 'draining' ? roleOf(view, name) : null,
    belief: condition === 'up' || condition === 'draining' ? beliefOf(view, name, status?.startedAt ?? 0) : null,
  }))
}

function roleOf({ mode, state }: LabView, name: string): ReplicaFacts['role'] {
  if (!state || state.xray.mode !== mode || state.xray.id === null) return null
  const seen = state.xray.views.find(({ place }) => typeof place === 'object' && 'replica' in place && place.replica === name)
  if (!seen || seen.state === 'unreachable') return null
  const { role } = seen
  if (role === 'proxy') return role
  return seen.state === 'known' && (role === 'only' || role === 'primary' || role === 'backup') ? role : null
}

/** After the last request of the page's first shopper that this process answered and that asked for a session. */
function beliefOf({ mode, observations }: LabView, name: string, startedAt: number): Belief | null {
  const last = observations.findLast(
    (each) =>
      each.replica === name &&
      each.mode === mode &&
      each.shopper === 1 &&
      !each.pending &&
      (each.answeredAt ?? each.at) >= startedAt &&
      (each.session !== undefined || each.outage),
  )
  return last ? beliefAfter(last) : null
}

function beliefAfter({ session, outage, anomalies }: Observation): Belief {
  const isAnomaly = anomalies.some(({ kind }) => WRONG_BELIEFS.has(kind))
  if (outage && !session) return { who: 'cannot tell', cart: null, isAnomaly: false }
  if (!session) return { who: isAnomaly ? 'who are you?' : 'nothing', cart: null, isAnomaly }
  return { who: whoIs(session), cart: `cart ${session.cartCount}`, isAnomaly }
}

/** `demo`, `guest`, or `signed in` where the name could not be looked up. */
export function whoIs({ signedIn, user }: SessionView): string {
  return signedIn ? (user ?? 'signed in') : 'guest'
}

/** A belief in one line. */
export function beliefText({ who, cart }: Belief): string {
  return cart === null ? who : `${who} · ${cart}`
}
