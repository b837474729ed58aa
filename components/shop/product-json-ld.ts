import type { Product } from '@/shop/catalogue'
import { findCategory } from '@/shop/categories'
import { CURRENCY } from '@/shop/money'

/** A product and the way to it, as schema.org wants them. */
export function productJsonLd(product: Product, origin: string): object {
  const url = `${origin}/products/${product.slug}`
  const category = findCategory(product.category)
  return {
    '@context': 'https://schema.org',
    '@graph': [
      {
        '@type': 'Product',
        name: product.name,
        description: product.description,
        sku: product.id,
        image: `${origin}/products/${product.slug}.svg`,
        category: category?.name,
        url,
        offers: {
          '@type': 'Offer',
          url,
          price: (product.priceCents / 100).toFixed(2),
          priceCurrency: CURRENCY,
          availability: `https://schema.org/${product.stock > 0 ? 'InStock' : 'OutOfStock'}`,
        },
      },
      {
        '@type': 'BreadcrumbList',
        itemListElement: [
          { '@type': 'ListItem', position: 1, name: 'Everything', item: `${origin}/shop` },
          { '@type': 'ListItem', position: 2, name: category?.name, item: `${origin}/category/${category?.slug}` },
          { '@type': 'ListItem', position: 3, name: product.name, item: url },
        ],
      },
    ],
  }
}
