import { ShopError } from '@/shop/errors'
import { findOrder } from '@/shop/orders'
import { handlers, json } from '@/web/http/handlers'
import { signedIn } from '@/web/http/signed-in'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ params, session }) => {
    const order = await findOrder((await signedIn(session)).account.id, String(params.id))
    if (!order) throw new ShopError(404, 'unknown-order', 'No such order', 'You have no order of that id. GET /api/orders lists yours.')
    return json({ order })
  },
})
