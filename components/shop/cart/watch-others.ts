import { cartChannel } from './cart-channel'
import { currentState, reloadCart } from './cart-store'

/** Keeps this tab's cart fresh: other tabs' changes, Back from the browser's cache, and coming back to the tab. */
export function watchOthers(): () => void {
  const refresh = () => void reloadCart()
  const onShow = (event: PageTransitionEvent) => event.persisted && refresh()
  const onVisible = () => document.visibilityState === 'visible' && currentState().confirmed && refresh()
  const other = cartChannel()
  other?.addEventListener('message', refresh)
  window.addEventListener('pageshow', onShow)
  document.addEventListener('visibilitychange', onVisible)
  return () => {
    other?.removeEventListener('message', refresh)
    window.removeEventListener('pageshow', onShow)
    document.removeEventListener('visibilitychange', onVisible)
  }
}
