import type { XRay, XRayView } from '@/lab/contract'
import { listed, replicaLetter } from '@/lab/names'
import { counted } from '../words'

type Session = NonNullable<XRayView['session']>
export type Row = 'known' | 'role' | 'user' | 'cart' | 'version' | 'created' | 'expires'

/** How short a place is called: `A`, `Redis`, `Cookie`. */
export function placeName({ place }: Pick<XRayView, 'place'>): string {
  if (place === 'cookie') return 'Cookie'
  if ('replica' in place) return replicaLetter(place.replica)
  return place.store === 'postgres' ? 'Postgres' : 'Redis' // one of them at a time: a column has no room for more
}

/** What most recently was true: the session of the highest version; of several, what most places say. Null: nobody knows it. */
export function latest(views: readonly XRayView[]): Session | null {
  const known = views.flatMap(({ session }) => (session ? [session] : []))
  const version = Math.max(...known.map((each) => each.version))
  const newest = known.filter((each) => each.version === version)
  const votes = (one: Session) => newest.filter((other) => sameContent(one, other)).length
  return newest.toSorted((a, b) => votes(b) - votes(a))[0] ?? null
}

/** A proxy keeps nothing and knows who does; a place that does not answer says nothing. Neither contradicts the others. */
function hasSay({ state, role }: XRayView): boolean {
  return state === 'known' || (state === 'unknown' && role !== 'proxy')
}

/** In which rows a place differs from what most recently was true. Ends may differ by the seconds in which a store slides them. */
export function differences(view: XRayView, reference: Session | null): ReadonlySet<Row> {
  if (!reference || !hasSay(view)) return new Set()
  const { session } = view
  if (!session) return new Set<Row>(['known'])
  const rows: [Row, boolean][] = [
    ['user', session.signedIn !== reference.signedIn || session.user !== reference.user],
    ['cart', cartKey(session) !== cartKey(reference)],
    ['version', session.version !== reference.version],
    ['expires', Math.abs(session.expiresAt - reference.expiresAt) > 60_000],
  ]
  return new Set(rows.flatMap(([row, differs]) => (differs ? [row] : [])))
}

/** The x-ray in words: who does not know the session, who is behind, who does not answer. */
export function verdictText({ views }: Pick<XRay, 'views'>): string {
  const reference = latest(views)
  const silent = views.filter(({ state }) => state === 'unreachable')
  const silence = silent.length > 0 ? `${subject(silent)} ${silent.length === 1 ? 'does' : 'do'} not answer.` : null
  if (views.length === 0) return ''
  if (!reference)
    return [silent.length < views.length ? 'Nobody knows this session: it has ended, or it is lost.' : null, silence]
      .filter(Boolean)
      .join(' ')
  const lacking = views.filter((view) => view.state === 'unknown' && hasSay(view))
  const behind = views.filter(({ session }) => session && session.version < reference.version)
  const other = views.filter((view) => view.session && !behind.includes(view) && differences(view, reference).size > 0)
  const parts = [
    lacking.length > 0 ? lackingText(lacking, views) : null,
    ...behind.map((view) => `${placeName(view)} is ${behindText(reference.version - (view.session?.version ?? 0))} behind.`),
    other.length > 0 ? `${subject(other)} ${other.length === 1 ? 'says' : 'say'} something else.` : null,
  ].filter(Boolean)
  if (parts.length === 0) parts.push(silent.length > 0 ? 'All others agree.' : 'All agree.')
  return [...parts, silence].filter(Boolean).join(' ')
}

function lackingText(lacking: readonly XRayView[], views: readonly XRayView[]): string {
  const replicas = views.filter(({ place }) => place !== 'cookie' && 'replica' in place)
  const areReplicas = lacking.every((view) => replicas.includes(view))
  const who = areReplicas ? `${lacking.length} of ${counted(replicas.length, 'replica')}` : subject(lacking)
  return `${who} ${lacking.length === 1 ? 'does' : 'do'} not know this session.`
}

function subject(views: readonly XRayView[]): string {
  return listed(views.map(placeName))
}

function behindText(versions: number): string {
  return versions === 1 ? 'a version' : `${versions} versions`
}

function cartKey({ cart }: Session): string {
  return JSON.stringify(Object.entries(cart).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function sameContent(one: Session, other: Session): boolean {
  return one.signedIn === other.signedIn && one.user === other.user && cartKey(one) === cartKey(other)
}
