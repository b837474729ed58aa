import type { Condition, ReplicaState } from '../contract'
import type { SupervisorState } from '../faults/supervisor-call'
import { supervisorStates } from '../faults/supervisors'
import type { Look } from './look'
import { within } from './within'

/** Supervisors are processes that nothing is done to: longer than this only one is silent that is gone. */
const PATIENCE_MS = 300
/** Nothing is asked of who is known not to answer. */
const MUTE: ReadonlySet<Condition> = new Set(['down', 'paused', 'starting'])

/** Hung on globalThis: Next bundles routes apart, and a module-level variable would exist once per bundle. */
const holder = globalThis as typeof globalThis & { __hopcartLabReplicas?: readonly SupervisorState[] }

/** Who there is, as their supervisors say; where these do not answer in time, as they last said. */
export async function knownReplicas(): Promise<readonly SupervisorState[]> {
  const states = await within(PATIENCE_MS, supervisorStates(), null)
  if (states) holder.__hopcartLabReplicas = states
  return holder.__hopcartLabReplicas ?? []
}

export function mayAnswer({ condition }: SupervisorState): boolean {
  return !MUTE.has(condition)
}

/** Each replica with what it said of itself. One that is up and says nothing is `silent`. The one that answers here is up, whoever knows it. */
export function replicaStates(known: readonly SupervisorState[], looks: ReadonlyMap<string, Look>, own: string): ReplicaState[] {
  const states = known.map((supervisor): ReplicaState => {
    const { replica: name, addresses, condition } = supervisor
    const status = looks.get(name)?.status ?? null
    return { name, addresses, condition: condition === 'up' && !status ? 'silent' : condition, status }
  })
  const isKnown = states.some(({ name }) => name === own)
  const itself: ReplicaState = { name: own, addresses: [], condition: 'up', status: looks.get(own)?.status ?? null }
  return [...states, ...(isKnown ? [] : [itself])].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}
