import type { ReplicaState, RequestRecord } from '@/lab/contract'
import type { ModeName } from '@/sessions/modes'
import type { Outcome } from './exchange'
import type { Call, Observation } from './types'

/** So many are kept. */
export const MOST = 300

/** A request that this page is about to send. */
export function begun(key: string, at: number, mode: ModeName, { method = 'GET', path, label, shopper = 1 }: Call): Observation {
  const route = path.split('?')[0] ?? path
  return {
    key,
    at,
    answeredAt: null,
    mode,
    shopper,
    method,
    route,
    label: label ?? null,
    own: true,
    pending: true,
    replica: null,
    status: null,
    prefetch: false,
    totalMs: null,
    storeMs: null,
    calls: [],
    presented: false,
    session: undefined,
    outage: false,
    tries: [],
    anomalies: [],
  }
}

/** What came of it, as the page itself saw it. */
export function answered(sent: Observation, outcome: Outcome, at: number, replicas: readonly ReplicaState[]): Observation {
  const { status, replica, requestId, tries, storeMs, calls, totalMs } = outcome
  const nameAt = (address: string | null) => replicas.find(({ addresses }) => address !== null && addresses.includes(address))?.name ?? null
  const named = tries.map((each) => ({ replica: nameAt(each.address), status: each.status }))
  const last = named.at(-1)
  // The one that answered says its name itself.
  if (last && replica) named[named.length - 1] = { ...last, replica }
  return {
    ...sent,
    key: requestId ?? sent.key,
    answeredAt: at,
    pending: false,
    replica,
    status,
    totalMs,
    storeMs,
    calls,
    outage: status === 503,
    tries: named,
  }
}

/** The same request as the replica saw it, with what the page knows better. */
function reported(record: RequestRecord, known: Observation | undefined): Observation {
  const { id, at, totalMs, ...seen } = record
  if (known) {
    const { session, presented, outage, prefetch, calls, storeMs } = seen
    return {
      ...known,
      presented,
      outage: outage || known.outage,
      prefetch,
      calls,
      storeMs,
      session: calls.length > 0 ? session : known.session,
    }
  }
  const session = seen.calls.length > 0 ? seen.session : undefined
  return {
    ...seen,
    key: id,
    at,
    answeredAt: at + totalMs,
    totalMs,
    session,
    label: null,
    own: false,
    pending: false,
    tries: [],
    anomalies: [],
  }
}

/** Takes in what replicas report; the oldest of too many go. */
export function withReports(all: readonly Observation[], records: readonly RequestRecord[]): Observation[] {
  const byKey = new Map(all.map((each) => [each.key, each]))
  for (const record of records) {
    const known = byKey.get(record.id)
    // The balancer's second try has the first one's id: a replica that was given up may report it, too, and later.
    const isOther = known?.replica && known.replica !== record.replica
    if (isOther && (known.own || record.at < known.at)) continue
    byKey.set(record.id, reported(record, isOther ? undefined : known))
  }
  return [...byKey.values()].sort((a, b) => a.at - b.at).slice(-MOST)
}

/** Puts an answer in the place of what was sent. A replica may have reported it before the page had read its answer. */
export function withAnswer(all: readonly Observation[], sentKey: string, answer: Observation): Observation[] {
  const report = all.find(({ key, own }) => key === answer.key && !own)
  const merged: Observation = report
    ? { ...answer, session: report.session, presented: report.presented, calls: report.calls, storeMs: report.storeMs }
    : answer
  return all.flatMap((each) => (each.key === sentKey ? [merged] : each === report ? [] : [each]))
}
