import type { ModeName } from '@/sessions'
import type { LabState, RequestRecord, XRayView } from '../contract'
import { mergedFaults } from '../faults/merged-faults'
import type { RawRecord } from '../traces/requests'
import { isHeldByPlaces, type RawView, silentView } from '../x-ray/views'
import type { Asked, Collected } from './collect'
import { formatCursor, type Mark, parseCursor } from './cursor'
import { framesOf } from './frames'
import { replicaStates } from './replicas'
import type { SeenStore } from './stores'

type Names = ReadonlyMap<string, string | null>

/** The ids of all users that are mentioned in what was collected. */
export function usersIn({ looks }: Collected): string[] {
  const mentions = [...looks.values()].flatMap(({ views, requests }) => [...views, ...requests])
  return mentions.flatMap(({ session }) => session?.userId ?? [])
}

/** One state of what all replicas have said. */
export function merge({ mode, id, ids, since }: Asked, collected: Collected, stores: readonly SeenStore[], names: Names): LabState {
  const { own, known, looks } = collected
  const replicas = replicaStates(known, looks, own)
  const told = [...looks.values()]
  const mine = new Set([...ids, ...told.flatMap(({ sessions }) => sessions)])
  const at = Date.now()
  const canCrash = known.length > 0 && known.every(({ canCrashServers }) => canCrashServers)
  return {
    at,
    answeredBy: own,
    replicas,
    stores: stores.map(({ set, ...store }) => ({ ...store, set: set && { ...set, canCrash } })),
    xray: { mode, id, at, views: viewsOf(mode, id, collected).map((view) => named(view, names) as XRayView) },
    faults: mergedFaults(known),
    requests: told.flatMap(({ requests }) => requests.map((record) => named<RawRecord>(record, names) as RequestRecord)).sort(byTime),
    frames: framesOf(
      told.flatMap(({ frames }) => frames),
      mine,
    ).sort(byTime),
    cursor: formatCursor(nextMarks(since, collected)),
  }
}

/** Each replica in the order of their names, then the store or the cookie as this one sees it. */
function viewsOf(mode: ModeName, id: string | null, { own, known, looks }: Collected): RawView[] {
  if (id === null) return []
  const isOfReplica = ({ place }: RawView) => typeof place === 'object' && 'replica' in place
  const names = replicaStates(known, looks, own).map(({ name }) => name)
  const ofReplicas = names.flatMap((name) => {
    const views = looks.get(name)?.views.filter(isOfReplica) ?? []
    return views.length === 0 && isHeldByPlaces(mode) ? [silentView(mode, name)] : views
  })
  return [...ofReplicas, ...(looks.get(own)?.views.filter((view) => !isOfReplica(view)) ?? [])]
}

/** Of who has not answered the page has what it had; who is no longer there is forgotten. */
function nextMarks(since: string | null, { own, known, looks }: Collected): Map<string, Mark> {
  const before = parseCursor(since)
  const marks = new Map<string, Mark>()
  for (const name of new Set([own, ...known.map(({ replica }) => replica)])) {
    const mark = looks.get(name)?.last ?? before.get(name)
    if (mark) marks.set(name, mark)
  }
  return marks
}

/** The same with the user's name in place of the id. */
function named<T extends { readonly session: { readonly userId: string | null } | null }>(thing: T, names: Names): object {
  if (!thing.session) return thing
  const { userId, ...session } = thing.session
  return { ...thing, session: { ...session, user: userId === null ? null : (names.get(userId) ?? null) } }
}

function byTime(a: { readonly at: number }, b: { readonly at: number }): number {
  return a.at - b.at
}
