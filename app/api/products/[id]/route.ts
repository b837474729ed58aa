import { handlers, json } from '@/app/_http/handlers'
import { productView } from '@/app/_http/views'
import { productsById } from '@/shop/catalogue'
import { ShopError } from '@/shop/errors'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ params }) => {
    const [product] = await productsById([String(params.id)])
    if (!product) throw new ShopError(404, 'unknown-product', 'No such product', 'We do not sell that. GET /api/products lists what we do.')
    return json({ product: productView(product) })
  },
})
