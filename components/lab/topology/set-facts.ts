import type { ServerSet, ServerState, SetKind } from '@/lab/contract'
import { listed } from '@/lab/names'

/** A server as the picture shows it. `isNew`: it has taken over while one looked. */
export type ServerFacts = ServerState & { readonly isNew: boolean }

/** One row of a set: with Sentinels one server, in a cluster a master and who copies it. */
export type SetRow = { readonly key: string; readonly master: ServerFacts | null; readonly copies: readonly ServerFacts[] }

export type SetFacts = {
  readonly rows: readonly SetRow[]
  readonly sentinels: readonly ServerFacts[]
  readonly keeper: string | null
  /** The row to which requests go: of the master that keeps the session, or that one master that there is. */
  readonly target: number
  readonly failovers: number
  readonly canCrash: boolean
}

const NOBODY: readonly ServerState[] = []

/** What the picture of a set shows; before anything is known of it, three empty rows. */
export function setFacts(kind: SetKind, set: ServerSet | null, taken: ReadonlySet<string>): SetFacts {
  const servers = (set?.servers ?? NOBODY).map(
    (server): ServerFacts => ({ ...server, isNew: taken.has(server.name) && server.role === 'master' }),
  )
  const data = servers.filter(({ role }) => role !== 'sentinel')
  const found = kind === 'redis-ha' ? data.map((server) => rowOf(server)) : shardsOf(data)
  const rows = found.length > 0 ? found : ['1', '2', '3'].map((key): SetRow => ({ key, master: null, copies: [] }))
  const keeper = set?.keeper ?? null
  const target = rows.findIndex(
    ({ master }) => master && (keeper ? master.name === keeper : kind === 'redis-ha' && master.role === 'master'),
  )
  return {
    rows,
    sentinels: servers.filter(({ role }) => role === 'sentinel'),
    keeper,
    target: target < 0 ? Math.floor((rows.length - 1) / 2) : target,
    failovers: set?.failovers ?? 0,
    canCrash: set?.canCrash ?? false,
  }
}

const rowOf = (server: ServerFacts): SetRow => ({ key: server.name, master: server, copies: [] })

/**
 * Each master that keeps slots, with its copies; always in the same order, whoever of them is master. One that has lost its slots to its copy
 * and has not come back yet belongs to nobody any more: it stays where a copy is missing.
 */
function shardsOf(servers: readonly ServerFacts[]): SetRow[] {
  const masters = servers.filter(({ role, slots }) => role === 'master' && slots !== 0)
  const copiesOf = (name: string) => servers.filter(({ role, of }) => role === 'replica' && of === name)
  const lost = servers.filter((server) => !masters.includes(server) && !masters.some(({ name }) => copiesOf(name).includes(server)))
  const rows = masters.map((master) => {
    const own = copiesOf(master.name)
    const copies = own.length > 0 ? own : lost.splice(0, 1)
    return { key: [master, ...copies].map(({ name }) => name).toSorted(byNumber)[0] ?? '', master, copies }
  })
  return rows.toSorted((a, b) => byNumber(a.key, b.key))
}

const byNumber = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true })

/** How a set is, in a few short sentences: who is master, who has taken over, who does not answer. `isStopped`: by a fault, as a whole. */
export function setSentence(kind: SetKind, { rows, sentinels, keeper }: SetFacts, isStopped = false): string {
  if (isStopped) return 'The ways to all of its servers are closed: to the replicas it is gone, whoever is master.'
  const all = rows.flatMap(({ master, copies }) => (master ? [master, ...copies] : []))
  if (all.length === 0) return 'Its servers are being asked who is who.'
  const masters = all.filter(({ role, slots }) => role === 'master' && slots !== 0)
  const lost = masters.filter(({ reached }) => !reached)
  const silent = [...all, ...sentinels].filter((server) => !server.reached && !lost.includes(server))
  const taken = masters.filter(({ isNew, reached }) => isNew && reached)
  return [
    kind === 'redis-ha' ? masterText(masters, all) : shardsText(masters, keeper),
    taken.length > 0 ? `${names(taken)} ${taken.length === 1 ? 'has' : 'have'} taken over.` : null,
    lost.length > 0 ? `${names(lost)} ${lost.length === 1 ? 'does' : 'do'} not answer: ${LOST[kind]}.` : null,
    silent.length > 0 ? `${names(silent)} ${silent.length === 1 ? 'does' : 'do'} not answer.` : null,
  ]
    .filter(Boolean)
    .join(' ')
}

const LOST = { 'redis-ha': 'the Sentinels choose another master', 'redis-cluster': 'a copy takes over' } as const

const names = (servers: readonly ServerFacts[]) => listed(servers.map(({ name }) => name))

function masterText([master]: readonly ServerFacts[], all: readonly ServerFacts[]): string {
  if (!master) return 'There is no master.'
  const copies = all.filter((server) => server !== master && server.reached)
  return `${master.name} is the master${copies.length > 0 ? `, ${names(copies)} ${copies.length === 1 ? 'has a copy' : 'have copies'}` : ''}.`
}

function shardsText(masters: readonly ServerFacts[], keeper: string | null): string {
  const ofSession = masters.some(({ name }) => name === keeper) ? `; ${keeper} keeps yours` : ''
  return `${masters.length} masters share the sessions${ofSession}.`
}
