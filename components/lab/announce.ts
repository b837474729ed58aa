export const SIGN_OUT = 'hopcart:sign-out'
export const ORDER = 'hopcart:order'

/** To be called when the shopper signs out or orders, before the answer: the Lab must not take it for an anomaly. */
export function announce(what: 'sign-out' | 'order'): void {
  window.dispatchEvent(new Event(what === 'order' ? ORDER : SIGN_OUT))
}
