import { productsById } from '@/shop/catalogue'
import { ShopError } from '@/shop/errors'
import { handlers, json } from '@/web/http/handlers'
import { productView } from '@/web/http/views'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ params }) => {
    const [product] = await productsById([String(params.id)])
    if (!product) throw new ShopError(404, 'unknown-product', 'No such product', 'We do not sell that. GET /api/products lists what we do.')
    return json({ product: productView(product) })
  },
})
