import { CartProblem, fetchCart, postLine, setLine } from './cart-api'
import { tellOtherTabs } from './cart-channel'
import { type CartView, EMPTY_CART, type LineProduct, type PendingChange, withPending } from './cart-view'
import { newKey } from './new-key'

export type CartState = {
  /** What the server said last; null before anything was read here. */
  confirmed: CartView | null
  pending: readonly (PendingChange & { key: string })[]
  /** Why the last change or reading failed; stays until the next success or until it is dismissed. */
  failure: { text: string; productId: string | null } | null
  /** For the live region. */
  news: string
  open: boolean
}

export const INITIAL: CartState = { confirmed: null, pending: [], failure: null, news: '', open: false }

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

/** Puts something into the cart. Answers whether it arrived. */
export async function addToCart(product: LineProduct, quantity: number): Promise<boolean> {
  const key = newKey()
  const arrived = await perform({ key, product, add: quantity }, () => postLine(product.id, quantity, key))
  if (arrived) update({ news: `${product.name} is in the cart. ${countText(state.confirmed)}` })
  return arrived
}

const wanted = new Map<string, number>()

/** Sets a line. While one request for the line is under way, only the newest wish is kept. */
export async function setQuantity(product: LineProduct, quantity: number): Promise<void> {
  const underWay = wanted.has(product.id)
  wanted.set(product.id, quantity)
  if (underWay) return showWish(product, quantity)
  for (let next = wanted.get(product.id); next !== undefined; ) {
    const target = next
    const key = newKey()
    const arrived = await perform({ key, product, set: target }, () => setLine(product.id, target, key))
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

async function perform(change: PendingChange & { key: string }, send: () => Promise<CartView>): Promise<boolean> {
  update({ pending: [change, ...state.pending.filter(({ key }) => key !== change.key)], failure: null })
  try {
    const answer = await send()
    epoch++
    update({ confirmed: answer, pending: without(change.key) })
    tellOtherTabs()
    return true
  } catch (error) {
    const text = error instanceof CartProblem ? error.detail : 'That did not work. Your cart is as it was; try again.'
    update({ pending: without(change.key), failure: { text, productId: change.product.id }, news: '' })
    return false
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
    if (error instanceof CartProblem) update({ failure: { text: error.detail, productId: null } })
  }
}

/**
 * Takes over a cart that the server rendered into a page. The router may show the same page again later (Back): then it is
 * old, and the cart is read instead.
 */
export function adoptCart(cart: CartView, stamp: string): void {
  if (seenStamps.has(stamp)) return void reloadCart()
  seenStamps.add(stamp)
  if (state.pending.length > 0) return
  epoch++
  update({ confirmed: cart, failure: null })
}

/** The layout was rendered anew with another count: whatever is known here of the lines may be old. */
export function hearCount(count: number | null, stamp: string): void {
  if (stamp === '' || seenStamps.has(stamp)) return
  seenStamps.add(stamp)
  if (count === 0 && !state.confirmed) update({ confirmed: EMPTY_CART })
  else if (count !== null && state.confirmed && state.confirmed.count !== count && state.pending.length === 0) void reloadCart()
}

export function openDrawer(): void {
  update({ open: true })
  if (!state.confirmed && state.pending.length === 0) void reloadCart()
}

export const closeDrawer = () => update({ open: false })
export const dismissFailure = () => update({ failure: null })

function countText(cart: CartView | null): string {
  if (!cart || cart.count === 0) return 'The cart is empty.'
  return cart.count === 1 ? 'One thing in the cart.' : `${cart.count} things in the cart.`
}

function lineNews({ name }: LineProduct, quantity: number, cart: CartView | null): string {
  return quantity === 0 ? `${name} is out of the cart. ${countText(cart)}` : `${name}: ${quantity}. ${countText(cart)}`
}
