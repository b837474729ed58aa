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

/** How a set is, in one or two sentences: who is master, who is down, who has taken over. */
export function setSentence(kind: SetKind, { rows, sentinels, keeper }: SetFacts): string {
  const all = rows.flatMap(({ master, copies }) => (master ? [master, ...copies] : []))
  if (all.length === 0) return 'Its servers are being asked who is who.'
  const down = [...all, ...sentinels].filter(({ reached }) => !reached)
  const taken = all.filter(({ isNew }) => isNew)
  const masters = all.filter(({ role, slots, reached }) => role === 'master' && slots !== 0 && reached)
  const ofSession = keeper && masters.some(({ name }) => name === keeper) ? `; ${keeper} keeps your session` : ''
  const roles =
    kind === 'redis-ha'
      ? `${masters[0] ? `${masters[0].name} is the master` : 'No master answers'}`
      : `${masters.length} ${masters.length === 1 ? 'master shares' : 'masters share'} the sessions${ofSession}`
  return [
    `${roles}.`,
    taken.length > 0 ? `${listed(taken.map(({ name }) => name))} took over.` : null,
    down.length > 0 ? `${listed(down.map(({ name }) => name))} ${down.length === 1 ? 'does' : 'do'} not answer.` : null,
  ]
    .filter(Boolean)
    .join(' ')
}
