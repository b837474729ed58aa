import type { MetadataRoute } from 'next'
import { siteOrigin } from '@/components/shop/origin'

/** Catalogue for everybody; what belongs to one shopper for nobody. */
export default async function robots(): Promise<MetadataRoute.Robots> {
  const origin = await siteOrigin()
  return {
    rules: { userAgent: '*', allow: '/', disallow: ['/api/', '/cart', '/checkout', '/account', '/orders', '/search', '/lab'] },
    sitemap: `${origin}/sitemap.xml`,
  }
}
