import { StoreUnavailable } from '@/sessions'
import { pageSession } from '@/sessions/request'
import { countOf } from '@/shop/cart'
import { CartButton } from './cart/cart-button'

/** The cart with its count. Streams: the fallback is the same link without a number. */
export async function CartBadge() {
  return <CartButton count={await currentCount()} stamp={crypto.randomUUID()} />
}

async function currentCount(): Promise<number | null> {
  try {
    return countOf(await (await pageSession()).read())
  } catch (error) {
    if (error instanceof StoreUnavailable) return null
    throw error
  }
}
