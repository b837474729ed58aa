import type { Condition, Fault, FaultOrder, ReplicaState, ServerSet } from '@/lab/contract'
import { replicaLetter } from '@/lab/names'
import { STORE_NAMES, storeOf } from '@/lab/stores'
import { type ModeName, modeOf } from '@/sessions/modes'

/** Whether a mode's replicas tell each other of sessions. */
function hasPeers(mode: ModeName): boolean {
  const { store } = modeOf(mode)
  return store === 'replicated' || store === 'primary-backup'
}

/** Why something cannot be broken in a mode; each a whole sentence. */
export function reasonsAgainst(mode: ModeName, set: ServerSet | null = null): Record<'links' | 'store' | 'master', string | null> {
  const { store, title } = modeOf(mode)
  const home = store === 'stateless' ? 'in the browser’s cookie' : 'in the replicas’ own memory'
  return {
    links: hasPeers(mode) ? null : `No link to cut or delay: in “${title}” the replicas do not talk to each other about sessions.`,
    store: storeOf(mode) ? null : `No store to slow or stop: in “${title}” sessions are ${home}.`,
    master: set && !set.canCrash ? 'A master can be crashed where npm start runs the servers: here nobody has power over them.' : null,
  }
}

/** The masters of a set that are up, the one that keeps the session at hand first. */
export function mastersOf(set: ServerSet | null): string[] {
  const masters = set?.servers.filter(({ role, reached }) => role === 'master' && reached).map(({ name }) => name) ?? []
  return masters.toSorted((a, b) => Number(b === set?.keeper) - Number(a === set?.keeper))
}

/** All pairs of replicas, as `[first, second]`. */
export function pairsOf(replicas: readonly Pick<ReplicaState, 'name'>[]): [string, string][] {
  return replicas.flatMap(({ name }, i) => replicas.slice(i + 1).map((other): [string, string] => [name, other.name]))
}

const DONE = { crash: 'crashed', pause: 'paused', drain: 'drained' } as const

/** What a fault did: "Replica B crashed", "Redis slowed by 200 ms". */
export function faultText(fault: FaultOrder): string {
  switch (fault.kind) {
    case 'crash':
    case 'pause':
    case 'drain':
      return `Replica ${replicaLetter(fault.replica)} ${DONE[fault.kind]}`
    case 'cut':
      return `Link ${fault.between.map(replicaLetter).join(' – ')} cut`
    case 'slow-store':
      return `${STORE_NAMES[fault.store]} slowed by ${fault.ms} ms`
    case 'stop-store':
      return `${STORE_NAMES[fault.store]} stopped for sessions`
    case 'crash-master':
      return `${fault.server ?? `The master of ${STORE_NAMES[fault.store]}`} crashed`
    case 'delay-replication':
      return `Replication delayed by ${fault.ms} ms`
  }
}

/** Those that are on, oldest first, then the last few that were. */
export function listedFaults(faults: readonly Fault[], past = 3): readonly Fault[] {
  const on = faults.filter(({ undone }) => undone === null).toSorted((a, b) => a.began - b.began)
  const over = faults.filter(({ undone }) => undone !== null).toSorted((a, b) => (b.undone ?? 0) - (a.undone ?? 0))
  return [...on, ...over.slice(0, past)]
}

const STATES: Record<Exclude<Condition, 'up'>, string> = {
  starting: 'starting',
  draining: 'draining',
  paused: 'paused',
  down: 'down',
  silent: 'silent',
}

/** A replica in a list to choose from: `B`, or `B (down)`. */
export function choiceText({ name, condition }: Pick<ReplicaState, 'name' | 'condition'>): string {
  return condition === 'up' ? replicaLetter(name) : `${replicaLetter(name)} (${STATES[condition]})`
}
