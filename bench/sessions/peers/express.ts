import session, { type Store } from 'express-session'
import { LIFETIMES } from '../../../sessions'
import { type Contestant, type Family, FULL_CART, makeSessions, productTurns } from '../contestant'
import type { Client, Pair } from '../pair'
import { exchange, type SessionRequest } from './exchange'

/** A store of express-session, and how to let go of its connections. */
export type OpenPeer = () => Promise<{ readonly store: Store; close(): Promise<void> }>

const NO_COOKIE = ''

/** express-session as its README and those of the stores advise: `resave` and `saveUninitialized` off, an expiry that slides. */
export function expressSession(store: Store) {
  const cookie = { maxAge: LIFETIMES.guest.idleMs }
  return session({ store, secret: 'a secret of the benchmark', resave: false, saveUninitialized: false, cookie })
}

/** express-session on one store, doing the same requests' session work. */
export async function expressContestant(family: Family, name: string, open: OpenPeer): Promise<Contestant> {
  const { store, close } = await open()
  const middleware = expressSession(store)
  const product = productTurns()
  let cookies: string[] = []
  const cartOf = (request: SessionRequest) => {
    if (!request.session.cart) throw new Error(`${name} lost a session.`)
    return request.session.cart
  }
  return {
    family,
    role: 'peer',
    name,
    async prepare() {
      cookies = await makeSessions(async () => {
        const { cookie } = await exchange(middleware, NO_COOKIE, (request, answer) => {
          request.session.cart = { ...FULL_CART }
          answer()
        })
        return cookie
      })
    },
    operations: {
      async read(number) {
        await exchange(middleware, cookies[number] as string, (request, answer) => {
          cartOf(request)
          answer()
        })
      },
      async change(number) {
        await exchange(middleware, cookies[number] as string, (request, answer) => {
          increase(cartOf(request), product())
          answer()
        })
      },
      async renew(number) {
        const signIn = signInAs(`bench-user-${number}`)
        cookies[number] = (await exchange(middleware, cookies[number] as string, signIn)).cookie
      },
    },
    close,
  }
}

/** Two of them on the same sessions, as two processes would be; the memory of one process is one store. */
export async function expressPair(family: Family, name: string, open: OpenPeer): Promise<Pair> {
  const first = await open()
  const second = family === 'memory' ? first : await open()
  return {
    family,
    role: 'peer',
    name,
    clients: [expressClient(first.store), expressClient(second.store)],
    async close() {
      await first.close()
      if (second !== first) await second.close()
    },
  }
}

function expressClient(store: Store): Client {
  const middleware = expressSession(store)
  return {
    async begin() {
      const { cookie } = await exchange(middleware, NO_COOKIE, (request, answer) => {
        request.session.cart = {}
        answer()
      })
      return cookie
    },
    async add(cookie, product) {
      await exchange(middleware, cookie, (request, answer) => {
        request.session.cart ??= {}
        increase(request.session.cart, product)
        answer()
      })
    },
    signIn: async (cookie, userId) => (await exchange(middleware, cookie, signInAs(userId))).cookie,
    async signOut(cookie) {
      await exchange(middleware, cookie, (request, answer) => request.session.destroy(answer))
    },
    async cart(cookie) {
      let found: Map<string, number> | null = null
      await exchange(middleware, cookie, ({ session }, answer) => {
        // For a cookie that it does not know, express-session has made an empty session.
        if (session.cart) found = new Map(Object.entries(session.cart))
        answer()
      })
      return found
    },
  }
}

function increase(cart: Record<string, number>, product: string): void {
  cart[product] = (cart[product] ?? 0) + 1
}

/** As express-session's README shows it against session fixation: a new id, and what the guest had is carried over. */
function signInAs(userId: string) {
  return (request: SessionRequest, answer: (error?: unknown) => void) => {
    const { cart } = request.session
    request.session.regenerate((error) => {
      if (error) return answer(error)
      if (cart) request.session.cart = cart
      request.session.userId = userId
      answer()
    })
  }
}
