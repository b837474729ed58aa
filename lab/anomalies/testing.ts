import type { Observation } from '@/lab/client/types'
import type { SessionView } from '../contract'

let made = 0

/** A session as an observation shows it. */
export function sessionView(part: Partial<SessionView> = {}): SessionView {
  return { id: 'tag.one', signedIn: false, user: null, cartCount: 0, version: 1, ...part }
}

/** An answered `GET /api/session` of the mode memory, one second after the one made before, unless said otherwise. */
export function observation(part: Partial<Observation> = {}): Observation {
  made++
  const at = part.at ?? made * 1_000
  const answeredAt = part.answeredAt === undefined ? at + 10 : part.answeredAt
  const method = part.method ?? 'GET'
  return {
    key: `r${made}`,
    mode: 'memory',
    shopper: 1,
    method,
    route: method === 'GET' ? '/api/session' : '/api/cart/lines',
    label: null,
    own: true,
    pending: false,
    replica: 'web-1',
    status: 200,
    prefetch: false,
    totalMs: 10,
    storeMs: 1,
    calls: method === 'GET' ? ['read'] : ['change'],
    presented: true,
    session: sessionView(),
    outage: false,
    tries: [],
    anomalies: [],
    ...part,
    at,
    answeredAt,
  }
}

const at = (ms: number | undefined) => (ms === undefined ? {} : { at: ms })

/** Signs in; the session is `tag.user` with a cart of so many. */
export function signIn(cartCount: number, part: Partial<Observation> = {}): Observation {
  return observation({
    method: 'POST',
    route: '/api/auth/callback/credentials',
    calls: ['fence', 'renew'],
    session: sessionView({ id: 'tag.user', signedIn: true, user: 'demo', cartCount, version: 5 }),
    ...part,
  })
}

/** Signs out; nothing is left. */
export function signOut(part: Partial<Observation> = {}): Observation {
  return observation({ method: 'POST', route: '/sign-out', calls: ['end'], session: null, ...part })
}

/** A read that finds the user's session. */
export function asUser(cartCount: number, version = 5, when?: number): Observation {
  return observation({ session: sessionView({ id: 'tag.user', signedIn: true, user: 'demo', cartCount, version }), ...at(when) })
}

/** A read that finds nothing. */
export function asStranger(part: Partial<Observation> = {}): Observation {
  return observation({ session: null, replica: 'web-2', ...part })
}
