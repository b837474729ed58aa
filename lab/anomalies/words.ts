export const SIGNED_OUT = 'signed out'
export const CART_VANISHED = 'cart vanished'

/** What to call a cart that has fewer things than it had, in few words. */
export function goneWords(before: number, after: number): string {
  return after === 0 ? CART_VANISHED : `${before - after} gone from the cart`
}
