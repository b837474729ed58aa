import type { Observation, Try } from '@/lab/client/types'
import type { Frame } from '@/lab/contract'
import type { Place } from './layout'

/** One move along a line of the picture. */
export type Step = {
  readonly from: Place
  readonly to: Place
  /** It is the answer's way back. */
  readonly isBack?: boolean
  /** It goes no further: at the end of this step, or where the line is broken. */
  readonly falls?: 'end' | 'middle'
}

/** The balancer's tries that failed. Its last one is that of the replica that answered, if one did. */
export function failedTries({ tries, replica }: Pick<Observation, 'tries' | 'replica'>): readonly Try[] {
  return replica === null ? tries : tries.slice(0, -1)
}

/**
 * The way that a request took: to the replicas that failed it, to the one that answered, to the store when that was asked, and
 * back. What was refused or lost falls where that happened.
 */
export function wayOf(observation: Observation, hasStore: boolean): Step[] {
  const { replica, status, calls, outage } = observation
  const failed = failedTries(observation).flatMap((each) => each.replica ?? [])
  const steps: Step[] = [{ from: 'you', to: 'nginx' }]
  for (const name of failed) steps.push({ from: 'nginx', to: name, falls: 'end' })
  if (replica === null) return failed.length > 0 ? steps : [{ from: 'you', to: 'nginx', falls: 'end' }]

  const isCutShort = status === null || (status === 503 && !(hasStore && outage))
  steps.push(isCutShort ? { from: 'nginx', to: replica, falls: 'end' } : { from: 'nginx', to: replica })
  if (isCutShort) return steps
  if (hasStore && outage) return [...steps, { from: replica, to: 'store', falls: 'end' }]
  if (hasStore && calls.length > 0) steps.push({ from: replica, to: 'store' }, { from: 'store', to: replica, isBack: true })
  steps.push({ from: replica, to: 'nginx', isBack: true }, { from: 'nginx', to: 'you', isBack: true })
  return steps
}

/** The way of a frame between two replicas, and back where an answer came. */
export function wayOfFrame({ from, to, ok, ms, kind }: Frame): Step[] {
  if (!ok) return [{ from, to, falls: 'middle' }]
  const out: Step = { from, to }
  return ms !== null && kind !== 'acknowledge' ? [out, { from: to, to: from, isBack: true }] : [out]
}
