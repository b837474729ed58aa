import { newKey } from './new-key'

/** Per product the last add that may have worked although no answer came. */
const open = new Map<string, { quantity: number; key: string }>()

/** The key of an add: a new one for every intent. The same click after a lost answer is the same intent and must not count twice. */
export function keyOfAdd(productId: string, quantity: number): string {
  const earlier = open.get(productId)
  return earlier?.quantity === quantity ? earlier.key : newKey()
}

/** Nobody knows whether this add worked. */
export function keepKey(productId: string, quantity: number, key: string): void {
  open.set(productId, { quantity, key })
}

/** The shopper has been told what became of an add, or has seen the cart and acted on it: what comes next is a new intent. */
export function dropKeys(productId?: string): void {
  if (productId === undefined) open.clear()
  else open.delete(productId)
}
