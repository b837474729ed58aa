import { dropKeys, keepKey, keyOfAdd } from './add-keys'
import { CartProblem, fetchCart, postLine, setLine } from './cart-api'
import { tellOtherTabs } from './cart-channel'
import { addNews, lineNews } from './cart-news'
import { type CartView, EMPTY_CART, type LineProduct, type PendingChange, withPending } from './cart-view'
import { newKey } from './new-key'

export type CartState = {
  /** What the server said last; null before anything was read here. */
  confirmed: CartView | null
  /** How many things are in it, where that is known without the lines; counts while `confirmed` is null. */
  heardCount: number | null
  pending: readonly (PendingChange & { key: string })[]
  /** Why the last change or reading failed; stays until the next success or until it is dismissed. */
  failure: { text: string; productId: string | null } | null
  /** For the live region. */
  news: string
  open: boolean
}

export const INITIAL: CartState = { confirmed: null, heardCount: null, pending: [], failure: null, news: '', open: false }

let state = INITIAL
/** One up with every answer taken over: a reading that began before an answer may be older than it. */
let epoch = 0
const listeners = new Set<() => void>()
const seenStamps = new Set<string>()

export function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const currentState = () => state

function update(part: Partial<CartState>): void {
  state = { ...state, ...part }
  for (const listener of listeners) listener()
}

/** The cart with the changes that are still on their way. */
export function shownCart({ confirmed, pending }: CartState): CartView | null {
  return withPending(confirmed, pending)
}

/** Puts something into the cart. Answers whether it is known to have arrived. */
export async function addToCart(product: LineProduct, quantity: number): Promise<boolean> {
  const key = keyOfAdd(product.id, quantity)
  const outcome = await perform({ key, product, add: quantity }, () => postLine(product.id, quantity, key))
  if (outcome === 'unknown') keepKey(product.id, quantity, key)
  else dropKeys(product.id)
  if (outcome === 'done') update({ news: addNews(product, state.confirmed) })
  return outcome === 'done'
}

const wanted = new Map<string, number>()

/** Sets a line. While one request for the line is under way, only the newest wish is kept. */
export async function setQuantity(product: LineProduct, quantity: number): Promise<void> {
  // At once: an add that is clicked before this is answered is a new wish too.
  dropKeys(product.id)
  const underWay = wanted.has(product.id)
  wanted.set(product.id, quantity)
  if (underWay) return showWish(product, quantity)
  for (let next = wanted.get(product.id); next !== undefined; ) {
    const target = next
    const key = newKey()
    const arrived = (await perform({ key, product, set: target }, () => setLine(product.id, target, key))) === 'done'
    const newest = wanted.get(product.id)
    next = arrived && newest !== target ? newest : undefined
    if (arrived && next === undefined) update({ news: lineNews(product, target, state.confirmed) })
  }
  wanted.delete(product.id)
  update({ pending: state.pending.filter((change) => change.product.id !== product.id || 'add' in change) })
}

function showWish(product: LineProduct, quantity: number): void {
  const others = state.pending.filter(({ key }) => key !== `wish:${product.id}`)
  update({ pending: [...others, { key: `wish:${product.id}`, product, set: quantity }] })
}

type Outcome = 'done' | 'refused' | 'unknown'

async function perform(change: PendingChange & { key: string }, send: () => Promise<CartView>): Promise<Outcome> {
  update({ pending: [change, ...state.pending.filter(({ key }) => key !== change.key)], failure: null })
  try {
    const answer = await send()
    epoch++
    update({ confirmed: answer, pending: without(change.key) })
    tellOtherTabs()
    return 'done'
  } catch (error) {
    const problem = error instanceof CartProblem ? error : null
    const text = problem?.detail ?? 'That did not work. Look at the cart, and try again.'
    update({ pending: without(change.key), failure: { text, productId: change.product.id }, news: '' })
    if (problem && !problem.isOutage) return 'refused'
    // It may be in the cart or still be on its way: the cart itself is the best answer there is.
    void reloadCart()
    tellOtherTabs()
    return 'unknown'
  }
}

function without(key: string) {
  return state.pending.filter((change) => change.key !== key)
}

/** Reads the cart again: another tab, a sign-in or a sign-out may have changed it. */
export async function reloadCart(): Promise<void> {
  const begun = epoch
  try {
    const answer = await fetchCart()
    if (begun !== epoch) return
    epoch++
    update({ confirmed: answer, failure: state.failure?.productId ? state.failure : null })
  } catch (error) {
    if (error instanceof CartProblem && !state.failure?.productId) update({ failure: { text: error.detail, productId: null } })
  }
}

/**
 * Takes over a cart that the server rendered into a page. The router may show the same page again later (Back): then it is
 * old, and the cart is read instead.
 */
export function adoptCart(cart: CartView, stamp: string): void {
  if (seenStamps.has(stamp)) return void reloadCart()
  seenStamps.add(stamp)
  dropKeys()
  if (state.pending.length > 0) return
  epoch++
  update({ confirmed: cart, failure: null })
}

/** The layout was rendered anew with another count: whatever is known here of the lines may be old. */
export function hearCount(count: number | null, stamp: string): void {
  if (stamp === '' || seenStamps.has(stamp)) return
  seenStamps.add(stamp)
  dropKeys()
  if (state.heardCount !== null) update({ heardCount: null })
  if (count === 0 && !state.confirmed) update({ confirmed: EMPTY_CART })
  else if (count !== null && state.confirmed && state.confirmed.count !== count && state.pending.length === 0) void reloadCart()
}

/** Something else than these parts has looked into the cart: with another count the lines known here are old, and are read when somebody wants to see them. */
export function hearOtherCount(count: number): void {
  if (state.pending.length > 0 || (state.confirmed?.count ?? state.heardCount) === count) return
  if (state.open) return void reloadCart()
  epoch++
  update({ confirmed: null, heardCount: count })
}

export function openDrawer(): void {
  update({ open: true })
  if (!state.confirmed && state.pending.length === 0) void reloadCart()
}

export const closeDrawer = () => update({ open: false })
export const dismissFailure = () => update({ failure: null })
