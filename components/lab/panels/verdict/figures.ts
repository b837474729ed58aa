import { doingOf } from '@/lab/anomalies/doings'
import type { Observation } from '@/lab/client/types'
import type { XRay } from '@/lab/contract'
import type { ModeName } from '@/sessions/modes'
import { latest } from '../x-ray/compare'

export type Figures = {
  /** How many of the mode's requests were answered or given up. */
  readonly requests: number
  /** Of shopper 1, since the last time that the cart was changed otherwise: by signing in or out, a removal or an order. */
  readonly acknowledged: number
  /** How many of them the latest session that any place knows holds; null: cannot be told. */
  readonly present: number | null
  /** How many of those that were acknowledged before the x-ray was taken it does not show. */
  readonly missing: number
  /** Whether there were adds before that last time, which do not count. */
  readonly isCutOff: boolean
  readonly signedOut: number
  readonly stale: number
  /** Refused, or without an answer. */
  readonly unanswered: number
  /** Of the total time, in milliseconds; null without an answer. */
  readonly p50: number | null
  readonly p99: number | null
}

/** The figures of one mode. */
export function figuresOf(observations: readonly Observation[], mode: ModeName, xray: XRay | null): Figures {
  const ended = observations.filter((each) => each.mode === mode && !each.pending)
  const own = ended.filter(({ shopper }) => shopper === 1)
  const last = own.findLastIndex((each) => doingOf(each) !== null)
  const counted = own.slice(last + 1)
  const adds = counted.filter(isAcknowledgedAdd)
  const times = ended.flatMap(({ replica, totalMs }) => (replica !== null && totalMs !== null ? [totalMs] : []))
  const countOf = (...kinds: string[]) => ended.filter(({ anomalies }) => anomalies.some(({ kind }) => kinds.includes(kind))).length
  const present = presentOf(counted, own[last], adds.length, xray)
  const due = adds.filter(({ answeredAt }) => answeredAt !== null && answeredAt <= (xray?.at ?? 0)).length
  return {
    requests: ended.length,
    acknowledged: adds.length,
    present,
    missing: Math.max(0, due - (present ?? due)),
    isCutOff: own.slice(0, last + 1).some(isAcknowledgedAdd),
    signedOut: countOf('signed-out'),
    stale: countOf('stale-read'),
    unanswered: countOf('refused', 'lost'),
    p50: percentile(times, 50),
    p99: percentile(times, 99),
  }
}

/** By the nearest rank; null of nothing. */
export function percentile(values: readonly number[], percent: number): number | null {
  return values.toSorted((a, b) => a - b)[Math.ceil((percent / 100) * values.length) - 1] ?? null
}

function isAcknowledgedAdd({ method, route, status }: Observation): boolean {
  return method === 'POST' && route === '/api/cart/lines' && status !== null && status < 300
}

/** What the cart holds now more than before the first of these adds. */
function presentOf(counted: readonly Observation[], doing: Observation | undefined, added: number, xray: XRay | null): number | null {
  if (added === 0) return 0
  const began = countBefore(counted, doing)
  if (began === null || xray === null || xray.id === null || xray.views.every(({ state }) => state === 'unreachable')) return null
  const now = latest(xray.views)?.cartCount ?? 0
  return Math.min(added, Math.max(0, now - began))
}

/** The cart before the first add: as the last answer before it said, or one thing less than the first add itself. */
function countBefore(counted: readonly Observation[], doing: Observation | undefined): number | null {
  const first = counted.findIndex(isAcknowledgedAdd)
  const told = counted.slice(0, first).findLast(({ session }) => session)?.session ?? doing?.session
  if (told) return told.cartCount
  const { session, presented } = counted[first] ?? {}
  return session ? Math.max(0, presented ? session.cartCount - 1 : 0) : null
}
