import { handlers, json } from '@/app/_http/handlers'
import { productView } from '@/app/_http/views'
import { listProducts, searchProducts } from '@/shop/cached-catalogue'
import { findCategory } from '@/shop/categories'
import { invalidInput } from '@/shop/errors'

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
