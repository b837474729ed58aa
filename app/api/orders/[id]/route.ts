import { handlers, json } from '@/app/_http/handlers'
import { signedIn } from '@/app/_http/signed-in'
import { ShopError } from '@/shop/errors'
import { findOrder } from '@/shop/orders'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ params, session }) => {
    const order = await findOrder((await signedIn(session)).userId, String(params.id))
    if (!order) throw new ShopError(404, 'unknown-order', 'No such order', 'You have no order of that id. GET /api/orders lists yours.')
    return json({ order })
  },
})
