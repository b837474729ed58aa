import { cartChannel } from '@/components/shop/cart/cart-channel'
import { currentState, subscribe } from '@/components/shop/cart/cart-store'
import { type PendingChange, withPending } from '@/components/shop/cart/cart-view'
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
    // What is still on its way may be refused.
    const answered = before.pending.filter((change) => !last.pending.includes(change))
    // A first reading, such as the page's own count, is no change: asking now would wipe what the bar has just said about it.
    if (before.confirmed === null && answered.length === 0) return
    if (answered.length > 0) expectCart((shown) => withPending(before.confirmed, answered)?.count ?? shown + added(answered))
    onCart()
  })
}

function added(changes: readonly PendingChange[]): number {
  return changes.reduce((sum, change) => sum + ('add' in change ? change.add : 0), 0)
}
