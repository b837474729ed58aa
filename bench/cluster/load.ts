import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { LIFETIMES, type SessionStore } from '../../sessions'
import { PRODUCTS, productTurns } from '../sessions/contestant'
import { quantile } from '../sessions/statistics'
import type { Load, Measured } from './protocol'

/** The shop gives every add the stock as its limit. */
const STOCK = 1_000_000_000
/** A slice's latencies; beyond these it ends early. */
const MOST_CHANGES = 500_000

export type Sessions = Pick<Load, 'tokens' | 'concurrency'>

/** A guest who adds five products one at a time, and then signs in; answers the token. */
export async function signIn(store: SessionStore): Promise<string> {
  const [first, ...others] = PRODUCTS.map((product) => ({ id: randomUUID(), steps: [addOf(product)] }))
  if (!first) throw new RangeError('There is nothing to add.')
  const { token } = await store.create({ change: first, lifetime: LIFETIMES.guest })
  for (const change of others) {
    await nextTurn()
    await store.change(token, change)
  }
  const userId = randomUUID()
  const fence = await store.fence(userId)
  const renewed = await store.renew(token, { userId, fence, steps: [], lifetime: LIFETIMES.signedIn, grace: 'powerless' })
  if (!renewed) throw new Error(`The ${store.name} store refused a sign-in.`)
  return renewed.token
}

/** Puts one more of a product in a cart. @throws when the session is not there */
export async function addOne(store: SessionStore, token: string, product: string): Promise<void> {
  const answer = await store.change(token, { id: randomUUID(), steps: [addOf(product)] })
  if (!answer || answer === 'moved') throw new Error(`The ${store.name} store lost a session.`)
}

/** Changes for so long, and times each. One that fails ends the benchmark: a figure about errors would be worthless. */
export async function measureChanges(store: SessionStore, { tokens, concurrency }: Sessions, ms: number): Promise<Measured> {
  const latencies = new Float64Array(MOST_CHANGES + concurrency)
  const product = productTurns()
  let done = 0
  const begun = performance.now()
  await Promise.all(
    shares(tokens, concurrency).map(async (mine) => {
      for (let turn = 0; performance.now() - begun < ms && done < MOST_CHANGES; turn++) {
        const before = performance.now()
        await addOne(store, mine[turn % mine.length] as string, product())
        latencies[done++] = performance.now() - before
        // As every request begins with one: changes that need no other member would let nothing else happen.
        await nextTurn()
      }
    }),
  )
  const sorted = latencies.subarray(0, done).sort()
  return { changes: done, ms: performance.now() - begun, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) }
}

/** The sessions of each worker, so that no two change the same one at once. */
export function shares<T>(all: readonly T[], workers: number): T[][] {
  if (all.length < workers) throw new RangeError(`${all.length} sessions are too few for ${workers} at once.`)
  return Array.from({ length: workers }, (_, worker) => all.filter((_, index) => index % workers === worker))
}

function addOf(product: string) {
  return { add: `cart:${product}`, by: 1, max: STOCK }
}
