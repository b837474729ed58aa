import { randomUUID } from 'node:crypto'
import { LIFETIMES, type Renewal, type SessionStore, type Step } from '../../sessions'
import { type Contestant, type Family, FULL_CART, makeSessions, PRODUCTS, productTurns } from './contestant'
import type { Client, Pair } from './pair'

const FIRST_LINE = `cart:${PRODUCTS[0]}`
/** The shop gives every add the stock as its limit. */
const STOCK = 1_000_000_000

/** A store of ours, called as sessions/request/request-session.ts calls it: one call per request, and two for a sign-in. */
export function ourContestant(family: Family, open: () => SessionStore): Contestant {
  let store = open()
  let tokens: string[] = []
  const product = productTurns()
  const steps = Object.entries(FULL_CART).map(([name, value]): Step => ({ set: `cart:${name}`, value }))
  const expectCart = (attributes: Record<string, unknown> | undefined) => {
    if (attributes?.[FIRST_LINE] === undefined) throw new Error(`The ${family} store lost a session.`)
  }
  return {
    family,
    role: 'ours',
    name: 'Hopcart',
    async prepare() {
      // What the last metric left (applied changes and aliases, for minutes) is no load of this one's.
      if (family === 'memory') {
        await store.close()
        store = open()
      }
      tokens = await makeSessions(async () => {
        const { token } = await store.create({ change: { id: randomUUID(), steps }, lifetime: LIFETIMES.guest })
        return token
      })
    },
    operations: {
      async read(session) {
        expectCart((await store.read(tokens[session] as string))?.attributes)
      },
      async change(session) {
        const answer = await store.change(tokens[session] as string, addOne(product()))
        if (answer === 'moved') throw new Error('Nobody has signed in.')
        expectCart(answer?.session.attributes)
      },
      async renew(session) {
        const renewed = await signIn(store, tokens[session] as string, `bench-user-${session}`)
        tokens[session] = renewed.token
        expectCart(renewed.session.attributes)
      },
    },
    close: () => store.close(),
  }
}

/** Two stores on one place, as two replicas have them; the memory of one process is one store. */
export function ourPair(family: Family, open: () => SessionStore): Pair {
  const first = open()
  const second = family === 'memory' ? first : open()
  return {
    family,
    role: 'ours',
    name: 'Hopcart',
    clients: [ourClient(first), ourClient(second)],
    async close() {
      await Promise.all([first.close(), second.close()])
    },
  }
}

function ourClient(store: SessionStore): Client {
  const begin = async (steps: readonly Step[]) =>
    (await store.create({ change: { id: randomUUID(), steps }, lifetime: LIFETIMES.guest })).token
  return {
    begin: () => begin([]),
    async add(token, product) {
      // For a session that is gone the shop begins a new one.
      if (!(await store.change(token, addOne(product)))) await begin([{ add: `cart:${product}`, by: 1 }])
    },
    signIn: async (token, userId) => (await signIn(store, token, userId)).token,
    async signOut(token) {
      await store.end(token)
    },
    async cart(token) {
      const session = await store.read(token)
      if (!session) return null
      const lines = Object.entries(session.attributes).filter(([key]) => key.startsWith('cart:'))
      return new Map(lines.map(([key, value]) => [key.slice('cart:'.length), Number(value)]))
    },
  }
}

function addOne(product: string) {
  return { id: randomUUID(), steps: [{ add: `cart:${product}`, by: 1, max: STOCK }] }
}

/** The fence is taken before the password is checked, so a sign-in is two calls. */
async function signIn(store: SessionStore, token: string, userId: string) {
  const renewal: Omit<Renewal, 'fence'> = { userId, steps: [], lifetime: LIFETIMES.signedIn, grace: 'powerless' }
  const renewed = await store.renew(token, { ...renewal, fence: await store.fence(userId) })
  if (!renewed) throw new Error(`The ${store.name} store refused a sign-in.`)
  return renewed
}
