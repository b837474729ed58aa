import type { ModeName, Session, SessionStore } from '@/sessions'
import { modeOf } from '@/sessions'
import { countOf, quantitiesOf } from '@/shop/cart'
import type { Role, XRayView } from '../contract'
import { within } from '../state/within'
import { storeOf } from '../stores'

type ShownSession = NonNullable<XRayView['session']>
/** A view before its user's name has been looked up. */
export type RawView = Omit<XRayView, 'session'> & {
  readonly session: (Omit<ShownSession, 'user'> & { readonly userId: string | null }) | null
}

/** What is looked at: `id` of the session; `token` only where the session is in it, and only in the replica to which the browser has sent it. */
export type Subject = { readonly mode: ModeName; readonly id: string | null; readonly token: string | null }

/** How long a store may take; a replica that is asked by another one has a little more. */
const PATIENCE_MS = 600

/**
 * What this replica, and the store beside it or the cookie, say of a session at this moment. Nothing slides its end, and no other
 * replica is asked.
 */
export async function viewsHere({ mode, id, token }: Subject, store: SessionStore, replica: string): Promise<RawView[]> {
  if (id === null) return []
  const here = { replica }
  const beside = storeOf(mode)
  if (beside) {
    const view = await viewOf('reader', here, () => store.peek(id))
    return [view, { ...view, place: { store: beside }, role: 'store' }]
  }
  const { local } = store
  if (local) {
    let role = roleOfSilent(mode)
    const look = async () => {
      const found = local.look(id)
      role = found.role
      return found.session
    }
    const view = await viewOf(role, here, look)
    return [{ ...view, role }]
  }
  if (token === null) return []
  const view = await viewOf('reader', here, () => store.read(token))
  return [view, { ...view, place: 'cookie', role: 'cookie' }]
}

/** What is said of a replica that does not answer; nobody knows what it holds. */
export function silentView(mode: ModeName, replica: string): RawView {
  return { place: { replica }, state: 'unreachable', role: roleOfSilent(mode), session: null, ms: 0 }
}

/** Whether every replica is asked about a session: where that is in the cookie, only the one that has been sent it. */
export function isHeldByPlaces(mode: ModeName): boolean {
  return modeOf(mode).store !== 'stateless'
}

function roleOfSilent(mode: ModeName): Role {
  const { store } = modeOf(mode)
  if (store === 'memory') return 'only'
  if (store === 'replicated') return 'backup'
  return store === 'primary-backup' ? 'proxy' : 'reader'
}

async function viewOf(role: Role, place: XRayView['place'], look: () => Promise<Session | null>): Promise<RawView> {
  const begun = performance.now()
  const session = await within(PATIENCE_MS, look(), undefined)
  const state = session ? 'known' : session === null ? 'unknown' : 'unreachable'
  return { place, state, role, session: session ? shown(session) : null, ms: performance.now() - begun }
}

/** No attribute but the cart: others say where and by what somebody signed in. */
function shown(session: Session): NonNullable<RawView['session']> {
  const { id, userId, version, createdAt, lastSeenAt, expiresAt } = session
  const cart = Object.fromEntries(quantitiesOf(session))
  return { id, signedIn: userId !== null, userId, cartCount: countOf(session), version, cart, createdAt, lastSeenAt, expiresAt }
}
