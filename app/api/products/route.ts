import { listProducts, searchProducts } from '@/shop/cached-catalogue'
import { findCategory } from '@/shop/categories'
import { invalidInput } from '@/shop/errors'
import { handlers, json } from '@/web/http/handlers'
import { productView } from '@/web/http/views'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ request }) => {
    const parameters = new URL(request.url).searchParams
    const query = parameters.get('query')?.trim()
    const category = parameters.get('category') || undefined
    if (category !== undefined && !findCategory(category))
      throw invalidInput({ category: `There is no category "${category.slice(0, 40)}".` })
    const found = query ? await searchProducts(query) : await listProducts({ category })
    const products = query && category ? found.filter((product) => product.category === category) : found
    return json({ products: products.map(productView) })
  },
})
