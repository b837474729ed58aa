import type { Observation, Try } from '@/lab/client/types'
import { replicaLetter } from '@/lab/names'
import { STORE_NAMES, storeOf } from '@/lab/stores'
import { modeOf } from '@/sessions/modes'
import { whoIs } from './replica-facts'
import { failedTries } from './way'

/** Anomalies that the rest of a sentence does not tell already. */
const WORTH_NAMING = new Set(['signed-out', 'cart-vanished', 'stale-read'])
const CHOSE = { none: 'nginx chose', cookie: 'the affinity cookie led nginx to', ip: 'the address led nginx to' } as const

/**
 * What happened to a request, in one sentence: "POST add to cart: nginx tried B, which did not answer, then A, which knows the session: demo,
 * cart 3". Without a stop at its end.
 */
export function sentenceOf(observation: Observation): string {
  const { method, label, route, prefetch, own, replica, anomalies } = observation
  const name = (label ?? route).replace(/\?$/, '') // "who am I?" asks for no colon behind it
  const what = `${method} ${name}${prefetch ? ' (prefetched)' : own ? '' : ' (a page, or another tab)'}`
  const failed = failedTries(observation).filter((each) => each.replica !== null)
  const wrong = anomalies.filter(({ kind }) => WORTH_NAMING.has(kind)).map(({ text }) => text)
  return [`${what}: ${replica === null ? toNobody(observation, failed) : toReplica(observation, replica, failed)}`, ...wrong].join('; ')
}

function toReplica(observation: Observation, replica: string, failed: readonly Try[]): string {
  const letter = replicaLetter(replica)
  const who = `${letter}, which ${answerText(observation)}`
  if (failed.length > 0) return `nginx tried ${failed.map(failureText).join(', then ')}, then ${who}`
  return observation.own ? `${CHOSE[modeOf(observation.mode).affinity]} ${who}` : `${letter} ${answerText(observation)}`
}

function toNobody({ status, outage }: Observation, failed: readonly Try[]): string {
  if (failed.length > 0) return `nginx tried ${failed.map(failureText).join(', then ')}; nobody was left`
  if (status === null) return 'it was lost, no answer came'
  return outage || status >= 500 ? `nginx refused it with ${status}, no replica was there to answer` : `nginx answered ${status} itself`
}

function failureText({ replica, status }: Try): string {
  return `${replicaLetter(replica ?? '')}, which ${status === 503 ? 'refused' : 'did not answer'}`
}

function answerText(observation: Observation): string {
  const { status, outage, session, calls, presented, mode } = observation
  if (status === null) return 'did not answer'
  const store = storeOf(mode)
  const problem = status >= 400 ? ` and answered ${status}` : ''
  if (outage) return `could not reach ${store ? STORE_NAMES[store] : 'the session'}${problem}`
  const knows = modeOf(mode).store === 'stateless' ? 'opened the cookie' : 'knows the session'
  if (session) return `${knows}: ${whoIs(session)}, cart ${session.cartCount}${problem}`
  if (session === null) return `${presented ? 'does not know the session' : 'saw no session'}${problem}`
  return problem ? `answered ${status}` : calls.length > 0 ? 'answered' : 'answered without asking for the session'
}
