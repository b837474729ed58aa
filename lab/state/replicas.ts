import type { Condition, ReplicaState } from '../contract'
import type { SupervisorState } from '../faults/supervisor-call'
import { type SupervisorsEnv, supervisorStates } from '../faults/supervisors'
import type { Look } from './look'
import { within } from './within'

/** Supervisors are processes that nothing is done to: one that takes longer than this is gone. */
const PATIENCE_MS = 250
/** Where they are is looked up first. */
const IN_ALL_MS = 300
/** As long as what one has said is good for; then its replica is no longer there. */
const KEPT_MS = 10_000
/** Nothing is asked of who is known not to answer. */
const MUTE: ReadonlySet<Condition> = new Set(['down', 'paused', 'starting'])

type Heard = { readonly state: SupervisorState; readonly at: number }

/** Hung on globalThis: Next bundles routes apart, and a module-level variable would exist once per bundle. */
const holder = globalThis as typeof globalThis & { __hopcartLabReplicas?: Map<string, Heard> }

/** Who there is, as their supervisors say; of one that does not answer in time, as it last said. */
export async function knownReplicas(env: SupervisorsEnv = process.env): Promise<readonly SupervisorState[]> {
  holder.__hopcartLabReplicas ??= new Map()
  const heard = holder.__hopcartLabReplicas
  const states = await within(IN_ALL_MS, supervisorStates(env, PATIENCE_MS), [])
  const now = performance.now()
  for (const state of states) heard.set(state.replica, { state, at: now })
  for (const [name, { at }] of heard) if (now - at > KEPT_MS) heard.delete(name)
  return [...heard.values()].map(({ state }) => state)
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
