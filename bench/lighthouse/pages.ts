import { Problem } from '../../infra/local/problem'

export type Page = { readonly name: string; readonly url: string }

/** Home, a category and a product: what a shopper meets first, found by asking the shop itself. */
export async function pagesOf(origin: string): Promise<Page[]> {
  const [product] = await firstProducts(origin)
  if (!product) throw new Problem(`${origin} has no products: was its database seeded?`)
  const at = (path: string) => new URL(path, origin).href
  return [
    { name: 'home', url: at('/') },
    { name: 'category', url: at(`/category/${product.category}`) },
    { name: 'product', url: at(`/products/${product.slug}`) },
  ]
}

async function firstProducts(origin: string): Promise<{ slug: string; category: string }[]> {
  const url = new URL('/api/products', origin)
  try {
    const response = await fetch(url)
    if (!response.ok) throw new Error(`it answered ${response.status}`)
    return ((await response.json()) as { products: { slug: string; category: string }[] }).products
  } catch (cause) {
    throw new Problem(`${url} is no Hopcart that answers: ${(cause as Error).message}`, 1, { cause })
  }
}
