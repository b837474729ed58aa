import type { CartView, LineProduct } from './cart-view'

/** What the live region says of an add that arrived. */
export function addNews({ name }: LineProduct, cart: CartView | null): string {
  return `${name} is in the cart. ${countText(cart)}`
}

/** What it says of a line that was set; 0 removed it. */
export function lineNews({ name }: LineProduct, quantity: number, cart: CartView | null): string {
  return quantity === 0 ? `${name} is out of the cart. ${countText(cart)}` : `${name}: ${quantity}. ${countText(cart)}`
}

function countText(cart: CartView | null): string {
  if (!cart || cart.count === 0) return 'The cart is empty.'
  return cart.count === 1 ? 'One thing in the cart.' : `${cart.count} things in the cart.`
}
