import type { RequestSession } from '@/sessions/request'
import { quantitiesOf } from '@/shop/cart'
import { placeOrder, settleOrder } from '@/shop/checkout'
import type { Order } from '@/shop/orders'
import { signedIn } from './signed-in'

/**
 * Checkout for pages and API alike: the order is committed first, then one change takes what was ordered out of the cart.
 * A repeat does what is not done yet of the two, and neither a second time.
 */
export async function checkOut(session: RequestSession, idempotencyKey: string, input: unknown): Promise<Order> {
  const { own } = await signedIn(session)
  const order = await placeOrder({ userId: own.userId, idempotencyKey, quantities: quantitiesOf(own), input })
  await settleOrder(order, async (change) => (await session.changeKnown(change)) !== null)
  return order
}
