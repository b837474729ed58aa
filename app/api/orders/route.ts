import { handlers, json } from '@/app/_http/handlers'
import { signedIn } from '@/app/_http/signed-in'
import { listOrders } from '@/shop/orders'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ session }) => json({ orders: await listOrders((await signedIn(session)).userId) }),
})
