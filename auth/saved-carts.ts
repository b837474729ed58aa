import { ChangeConflict, isMode, type Session, type Step } from '@/sessions'
import { ARRIVAL_PREFIX, type Arrival } from '@/sessions/request/arrival'
import { openedStores } from '@/sessions/request/opened-stores'
import { CART_PREFIX, mergeSteps, type Quantities } from '@/shop/cart'
import { claimSavedCart, type LeavingCart, removeSavedCart, type SavedCart, waitingCarts } from '@/shop/saved-cart'

/*
 * How saved carts get into a session (decision 0003): the sign-in takes all that wait into the new session, with a note per cart
 * of what came from it. The first request that presents the session claims them; what another session has claimed by then is taken out again.
 */

/** What a session notes of a saved cart that it has taken over. `request`: the sign-in's own, which presents nothing. */
type Note = { readonly claim: string; readonly request: string | null; readonly took: Readonly<Record<string, number>> }

/** The carts that a sign-in takes over: nobody's, and not in `current` already. */
export async function cartsFor(userId: string, current: Session | null): Promise<SavedCart[]> {
  const { free, unfinished } = await waitingCarts(userId)
  const isOver = await Promise.all(unfinished.map(hasEnded))
  const carts: SavedCart[] = [...free, ...unfinished.filter((_, index) => isOver[index])]
  return carts.filter(({ id }) => current?.attributes[ARRIVAL_PREFIX + id] === undefined)
}

/** The session of a sign-out as a saved cart names it. */
export function leavingName(mode: string, { id }: Session): string {
  return `${mode} ${id}`
}

/** Whether the session of an unfinished sign-out is gone; while nobody can tell, its cart is left alone. */
async function hasEnded({ leaving }: LeavingCart): Promise<boolean> {
  const [mode = '', id = ''] = leaving.split(' ')
  if (!isMode(mode)) return false
  try {
    return (await openedStores().storeFor(mode).peek(id)) === null
  } catch {
    return false
  }
}

/** The steps that take carts over into a session which holds `held`: lines summed and capped by stock, and a note per cart. */
export async function takeOverSteps(carts: readonly SavedCart[], held: Quantities, by: Omit<Note, 'took'>): Promise<Step[]> {
  const steps = await mergeSteps(sumOf(carts))
  const room = new Map(steps.map((step) => ['add' in step ? step.add : '', 'add' in step ? (step.max ?? 0) : 0]))
  for (const [productId, quantity] of held) room.set(CART_PREFIX + productId, (room.get(CART_PREFIX + productId) ?? 0) - quantity)
  const notes = carts.map(({ id, lines }) => {
    const took: Record<string, number> = {}
    for (const [productId, quantity] of lines) {
      const fits = Math.min(quantity, room.get(CART_PREFIX + productId) ?? 0)
      if (fits <= 0) continue
      took[productId] = fits
      room.set(CART_PREFIX + productId, (room.get(CART_PREFIX + productId) ?? 0) - fits)
    }
    return { set: ARRIVAL_PREFIX + id, value: JSON.stringify({ ...by, took } satisfies Note) }
  })
  return [...steps, ...notes]
}

/** The lines of several carts as one. */
export function sumOf(carts: readonly SavedCart[]): Quantities {
  const sums = new Map<string, number>()
  for (const { lines } of carts) for (const [productId, quantity] of lines) sums.set(productId, (sums.get(productId) ?? 0) + quantity)
  return sums
}

/**
 * Claims what a session took over at its sign-in, now that its browser has presented it. Interrupted anywhere it is done again by
 * the next request; two requests at once do it once: the change has the cart's name, and it comes before the cart is removed. Where it may be
 * repeated, the cart stays, claimed: whoever finds none takes for another session's what is its own. So would a session from before a failover, and
 * the change is durable.
 */
export const settleCarts: Arrival = async (session, requestId, change, mayRepeat = false) => {
  let now = session
  try {
    for (const { cartId, key, claim, request, took } of notesIn(session)) {
      // The page that Next renders into a sign-in's own answer: whether that answer arrives is not known yet.
      if (request !== null && request === requestId) continue
      const isOurs = await claimSavedCart(cartId, claim)
      const back = isOurs ? [] : Object.entries(took).map(([productId, quantity]) => ({ add: CART_PREFIX + productId, by: -quantity }))
      now = (await change({ id: key, steps: [{ delete: key }, ...back], durable: true })) ?? now
      if (isOurs && !mayRepeat) await removeSavedCart(cartId, claim)
    }
  } catch (error) {
    // Another request of this session is doing it, or something is away: the session as it is will do, and the next request tries again.
    if (!(error instanceof ChangeConflict)) console.error('A saved cart could not be settled yet:', error)
  }
  return now
}

function notesIn({ attributes }: Session): (Note & { cartId: string; key: string })[] {
  return Object.entries(attributes)
    .filter(([key]) => key.startsWith(ARRIVAL_PREFIX))
    .map(([key, value]) => ({ ...(JSON.parse(String(value)) as Note), cartId: key.slice(ARRIVAL_PREFIX.length), key }))
}
