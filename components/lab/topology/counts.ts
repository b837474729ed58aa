import type { ReplicaFacts } from './replica-facts'
import type { StoreFacts } from './surroundings'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** `1 session`, `2 sessions`. */
export function counted(count: number, one: string): string {
  return `${whole.format(count)} ${one}${count === 1 ? '' : 's'}`
}

/** `3 sessions`, and how many of them are copies for another replica. */
export function holdingText({ primary, backup }: NonNullable<ReplicaFacts['sessions']>): string {
  const all = counted(primary + backup, 'session')
  return backup > 0 ? `${all}, ${whole.format(backup)} as backup` : all
}

/** What a replica that does not answer does instead. */
const CONDITION_TEXT = {
  up: '',
  starting: 'on its way up',
  draining: 'finishing what it has begun',
  paused: 'stopped in the middle of its work',
  down: 'its process is gone',
  silent: 'runs, and does not answer',
} as const satisfies Record<NonNullable<ReplicaFacts['condition']>, string>

/** The lines under a replica's name; `isBrief` has one less where there are two short ones. */
export function countLines({ condition, requests, memoryMb, sessions, lost }: ReplicaFacts, isBrief = false): string[] {
  if (condition === null) return ['asking …']
  if (requests === null) return [CONDITION_TEXT[condition] || 'says nothing']
  const load = [counted(requests, 'request'), memoryMb === null ? null : `${whole.format(memoryMb)} MB`].filter((part) => part !== null)
  const held = [sessions && holdingText(sessions), lost > 0 ? `misses ${counted(lost, 'replica')}` : null].filter((part) => part !== null)
  return sessions || isBrief ? [load.join(' · '), ...held] : [...load, ...held]
}

/** The same in one short line, without the memory. */
export function countLine(facts: ReplicaFacts): string {
  const { requests, sessions } = facts
  if (requests === null) return countLines(facts).join(' · ')
  const held = sessions && counted(sessions.primary + sessions.backup, 'session')
  return [counted(requests, 'request'), held].filter(Boolean).join(' · ')
}

/** The lines under a store's name. */
export function storeLines({ condition, sessions, memoryBytes, ms }: StoreFacts): string[] {
  if (condition === 'unknown') return ['asking …']
  if (condition === 'stopped') return ['stopped']
  if (condition === 'unreached') return ['not reached']
  return [
    sessions === null ? '' : counted(sessions, 'session'),
    [memoryBytes === null ? '' : bytesText(memoryBytes), ms === null ? '' : msText(ms)].filter(Boolean).join(' · '),
  ].filter(Boolean)
}

function bytesText(bytes: number): string {
  return bytes < 1_000_000 ? `${whole.format(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

function msText(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${whole.format(ms)} ms`
}
