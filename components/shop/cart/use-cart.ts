import { useSyncExternalStore } from 'react'
import { type CartState, currentState, INITIAL, subscribe } from './cart-store'

/** The browser's view of the cart; empty-handed on the server and until hydration. */
export function useCart(): CartState {
  return useSyncExternalStore(subscribe, currentState, () => INITIAL)
}
