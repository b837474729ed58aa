/**
 * Whether what was acknowledged is there, under the same load: three workloads that a real shop has whenever a browser sends two
 * requests at once. Figures are counts, and no luck of timing may make a right store look wrong.
 *
 * @module
 */
import type { Family, Role } from './contestant'
import type { Client, Pair } from './pair'
import { summarize } from './statistics'
import type { Status } from './status'

const ADDS = 200
const TRIALS = 20
const SIGN_OUT_ADDS = 50
const SIGN_IN_ADDS = 10
/** How often the 200 adds are repeated; the figures are of the middle one, and lost and doubled are of all. */
const REPEATS = 5

/** 200 adds of one session by two clients, all acknowledged: what its cart holds afterwards. */
type AddsResult = {
  readonly concurrency: number
  readonly acknowledged: number
  /** Acknowledged and not there: in the middle run, and the range over all. */
  readonly lost: { readonly median: number; readonly least: number; readonly most: number }
  /** There more than once, over all runs. */
  readonly doubled: number
}

export type CorrectnessResult = {
  readonly family: Family
  readonly role: Role
  readonly name: string
  readonly adds: readonly AddsResult[]
  /** A sign-out among 50 adds: trials after which the old cookie still opened the session. */
  readonly signOut: { readonly trials: number; readonly alive: number }
  /** A sign-in among 10 adds: how many of the acknowledged adds the signed-in cart has, and whether the old cookie still opened a session. */
  readonly signIn: { readonly trials: number; readonly acknowledged: number; readonly kept: number; readonly oldAlive: number }
}

/** Runs all three on one pair of clients. */
export async function checkCorrectness(pair: Pair, status: Status): Promise<CorrectnessResult> {
  const { family, role, name, clients } = pair
  const what = `correctness: ${name}${role === 'ours' ? ` on ${family}` : ''}`
  status.show(what)
  const adds = [await addsAtOnce(clients, 2), await addsAtOnce(clients, 16)]
  const signOut = await signOutAmongAdds(clients)
  const signIn = await signInAmongAdds(clients)
  status.done(what)
  return { family, role, name, adds, signOut, signIn }
}

async function addsAtOnce(clients: Pair['clients'], concurrency: number): Promise<AddsResult> {
  let [acknowledged, doubled] = [0, 0]
  const lost: number[] = []
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const cookie = await clients[0].begin()
    let next = 0
    const work = async (worker: number) => {
      while (next < ADDS) {
        await clientOf(clients, worker).add(cookie, productOf(next++))
        acknowledged++
      }
    }
    await Promise.all(Array.from({ length: concurrency }, (_, worker) => work(worker)))
    const cart = await clients[1].cart(cookie)
    const quantities = Array.from({ length: ADDS }, (_, add) => cart?.get(productOf(add)) ?? 0)
    lost.push(quantities.filter((quantity) => quantity === 0).length)
    doubled += quantities.filter((quantity) => quantity > 1).length
  }
  const range = { median: summarize(lost).median, least: Math.min(...lost), most: Math.max(...lost) }
  return { concurrency, acknowledged: acknowledged / REPEATS, lost: range, doubled }
}

async function signOutAmongAdds(clients: Pair['clients']): Promise<CorrectnessResult['signOut']> {
  let alive = 0
  for (let trial = 0; trial < TRIALS; trial++) {
    const cookie = await clients[0].begin()
    const half = SIGN_OUT_ADDS / 2
    await Promise.all([
      ...manyAdds(clients, cookie, 0, half),
      clientOf(clients, trial).signOut(cookie),
      ...manyAdds(clients, cookie, half, SIGN_OUT_ADDS),
    ])
    if (await clients[0].cart(cookie)) alive++
  }
  return { trials: TRIALS, alive }
}

async function signInAmongAdds(clients: Pair['clients']): Promise<CorrectnessResult['signIn']> {
  let [acknowledged, kept, oldAlive] = [0, 0, 0]
  for (let trial = 0; trial < TRIALS; trial++) {
    const cookie = await clients[0].begin()
    const half = SIGN_IN_ADDS / 2
    const before = manyAdds(clients, cookie, 0, half)
    const signingIn = clientOf(clients, trial).signIn(cookie, `racing-user-${trial}`)
    const after = manyAdds(clients, cookie, half, SIGN_IN_ADDS)
    await Promise.all([...before, ...after])
    acknowledged += SIGN_IN_ADDS
    const cart = await clients[1].cart(await signingIn)
    kept += Array.from({ length: SIGN_IN_ADDS }, (_, add) => cart?.has(productOf(add))).filter(Boolean).length
    if (await clients[0].cart(cookie)) oldAlive++
  }
  return { trials: TRIALS, acknowledged, kept, oldAlive }
}

function manyAdds(clients: Pair['clients'], cookie: string, from: number, to: number): Promise<void>[] {
  return Array.from({ length: to - from }, (_, i) => clientOf(clients, i).add(cookie, productOf(from + i)))
}

function clientOf(clients: Pair['clients'], turn: number): Client {
  return clients[turn % 2] as Client
}

function productOf(add: number): string {
  return `product-${add}`
}
