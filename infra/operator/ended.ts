import { LAB, modeOf } from '../../sessions/modes'
import type { Answers } from './ask-replicas'
import type { RunningStack } from './running-stack'

export type Ended = { readonly ended: number }

/** How many sessions ended, in all and by replica. */
export function countEnded({ answers }: Answers<Ended>): { ended: number; byReplica: Record<string, number> } {
  const some = answers.filter(({ ended }) => ended > 0)
  return {
    ended: some.reduce((sum, each) => sum + each.ended, 0),
    byReplica: Object.fromEntries(some.map(({ replica, ended }) => [replica, ended])),
  }
}

/** `2 sessions ended (web-1: 1, web-3: 1)`; without the replicas where they share their sessions, since which one did it says nothing there. */
export function describeEnded({ profile }: RunningStack, { ended, byReplica }: ReturnType<typeof countEnded>): string {
  const text = `${ended} ${ended === 1 ? 'session' : 'sessions'} ended`
  const shared = profile !== LAB.name && modeOf(profile).promise.sharedAcrossReplicas === 'yes'
  if (shared || ended === 0) return text
  return `${text} (${Object.entries(byReplica)
    .map(([replica, count]) => `${replica}: ${count}`)
    .join(', ')})`
}
