import type { MetadataRoute } from 'next'
import { siteOrigin } from '@/components/shop/origin'
import { listProducts } from '@/shop/cached-catalogue'
import { CATEGORIES } from '@/shop/categories'

export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  const origin = await siteOrigin()
  const products = await listProducts()
  return [
    { url: origin },
    { url: `${origin}/shop` },
    ...CATEGORIES.map(({ slug }) => ({ url: `${origin}/category/${slug}` })),
    ...products.map(({ slug }) => ({ url: `${origin}/products/${slug}` })),
  ]
}
