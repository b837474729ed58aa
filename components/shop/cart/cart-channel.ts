const NAME = 'hopcart-cart'
let opened: BroadcastChannel | undefined

/** What the tabs of one browser tell each other: that the cart has changed. Undefined where there is no such thing. */
export function cartChannel(): BroadcastChannel | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined
  opened ??= new BroadcastChannel(NAME)
  return opened
}

export function tellOtherTabs(): void {
  cartChannel()?.postMessage('changed')
}
