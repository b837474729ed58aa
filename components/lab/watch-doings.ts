import { cartChannel } from '@/components/shop/cart/cart-channel'
import { type CartState, currentState, shownCart, subscribe } from '@/components/shop/cart/cart-store'
import { ORDER, SIGN_OUT } from './announce'
import type { Doing } from './lab-bar-answer'
import { expectCart, noteDoing } from './lab-bar-memory'

/**
 * Watches what the shopper does in this tab and in others, so that an answer can be held against it; calls `onCart` whenever
 * a cart has come from the server.
 */
export function watchDoings(onCart: () => void): () => void {
  const tabs = new BroadcastChannel('hopcart-doings')
  const note = (what: Doing) => {
    noteDoing(what)
    tabs.postMessage(what)
  }
  const onSignOut = () => note('sign-out')
  const onOrder = () => note('order')
  const onOtherCart = () => {
    noteDoing('cart')
    onCart()
  }
  tabs.onmessage = ({ data }) => noteDoing(data)
  cartChannel()?.addEventListener('message', onOtherCart)
  window.addEventListener(SIGN_OUT, onSignOut)
  window.addEventListener(ORDER, onOrder)
  const unsubscribe = watchCart(onCart)
  return () => {
    unsubscribe()
    tabs.close()
    cartChannel()?.removeEventListener('message', onOtherCart)
    window.removeEventListener(SIGN_OUT, onSignOut)
    window.removeEventListener(ORDER, onOrder)
  }
}

/** A change of one's own should leave what was shown when it was made; a replica that answers less has lost something. */
function watchCart(onCart: () => void): () => void {
  let last = currentState()
  return subscribe(() => {
    const before = last
    last = currentState()
    if (last.confirmed === before.confirmed) return
    // A first reading, such as the page's own count, is no change: asking now would wipe what the bar has just said about it.
    if (before.confirmed === null && before.pending.length === 0) return
    if (before.pending.length > 0) expectCart((shown) => shownCart(before)?.count ?? shown + added(before))
    onCart()
  })
}

function added({ pending }: CartState): number {
  return pending.reduce((sum, change) => sum + ('add' in change ? change.add : 0), 0)
}
