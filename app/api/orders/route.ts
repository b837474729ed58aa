import { listOrders } from '@/shop/orders'
import { handlers, json } from '@/web/http/handlers'
import { signedIn } from '@/web/http/signed-in'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ session }) => json({ orders: await listOrders((await signedIn(session)).account.id) }),
})
