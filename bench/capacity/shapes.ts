/**
 * The two sessions that everything is measured with: a guest who left with three things in the cart, and a shopper who is signed in and has ten.
 *
 * @module
 */
import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { LIFETIMES, type SessionStore, SessionTooLarge, type Step, StoreUnavailable } from '../../sessions'

const SHAPES = { guest: { lines: 3, isSignedIn: false }, shopper: { lines: 10, isSignedIn: true } } as const
export type ShapeName = keyof typeof SHAPES
export const SHAPE_NAMES = Object.keys(SHAPES) as ShapeName[]

const MADE_AT_ONCE = 16
const TRIES = 30
const PAUSE_MS = 200
/** As long as the catalogue's ids are. */
const products = (lines: number) => Array.from({ length: lines }, (_, line) => `product-${String(line).padStart(2, '0')}-0123456789ab`)

/** One session, as a shopper makes it: the first thing begins it, the others are added one at a time. @returns its token */
export async function makeOne(store: SessionStore, name: ShapeName): Promise<string> {
  const { lines, isSignedIn } = SHAPES[name]
  const [first, ...others] = products(lines).map((product): { id: string; steps: Step[] } => ({ id: randomUUID(), steps: [add(product)] }))
  if (!first) throw new RangeError('There is nothing to add.')
  let { token } = await insist(() => store.create({ change: first, lifetime: LIFETIMES.guest }))
  for (const change of others) {
    await nextTurn()
    const answer = await insist(() => store.change(token, change))
    if (!answer || answer === 'moved') throw new Error(`The ${store.name} store lost a session.`)
    token = answer.token ?? token
  }
  if (!isSignedIn) return token
  const userId = randomUUID()
  const renewal = {
    userId,
    fence: await insist(() => store.fence(userId)),
    steps: [],
    lifetime: LIFETIMES.signedIn,
    grace: 'powerless',
  } as const
  const renewed = await insist(() => store.renew(token, renewal))
  if (!renewed) throw new Error(`The ${store.name} store refused a sign-in.`)
  return renewed.token
}

/** Many of them, a few at once. @returns their tokens */
export async function makeShaped(store: SessionStore, name: ShapeName, sessions: number): Promise<string[]> {
  const tokens: string[] = []
  let begun = 0
  const work = async () => {
    while (begun++ < sessions) tokens.push(await makeOne(store, name))
  }
  await Promise.all(Array.from({ length: MADE_AT_ONCE }, work))
  return tokens
}

export async function readOne(store: SessionStore, token: string): Promise<void> {
  await nextTurn()
  if (!(await insist(() => store.read(token)))) throw new Error(`The ${store.name} store lost a session.`)
}

/** One more of the first product. */
export async function changeOne(store: SessionStore, token: string): Promise<void> {
  await nextTurn()
  const change = { id: randomUUID(), steps: [add(products(1)[0] as string)] }
  const answer = await insist(() => store.change(token, change))
  if (!answer || answer === 'moved') throw new Error(`The ${store.name} store lost a session.`)
}

/** Adds a line after the other to a shopper's cart until the store has no room for it. @returns how many there are then */
export async function linesThatFit(store: SessionStore): Promise<number> {
  let token = await makeOne(store, 'shopper')
  for (let lines = SHAPES.shopper.lines; ; lines++)
    try {
      const answer = await store.change(token, { id: randomUUID(), steps: [add(products(lines + 1)[lines] as string)] })
      if (!answer || answer === 'moved') throw new Error(`The ${store.name} store lost a session.`)
      token = answer.token ?? token
    } catch (error) {
      if (error instanceof SessionTooLarge) return lines
      throw error
    }
}

/** Again, where a busy machine made a store too late for its own time-outs: here only bytes count. */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left--)
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || left === 0) throw error
      await sleep(PAUSE_MS)
    }
}

function add(product: string): Step {
  return { add: `cart:${product}`, by: 1, max: 1_000_000_000 }
}
