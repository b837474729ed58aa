import type { ProductCard as Card } from '@/shop/catalogue'
import { ProductCard } from './product-card'

/** Products side by side. `eager` of them are above the fold and fetched at once. */
export function ProductGrid({ products, eager = 0, heading }: { products: readonly Card[]; eager?: number; heading?: 'h2' | 'h3' }) {
  return (
    <ul className="grid grid-cols-2 gap-x-3.5 gap-y-8 sm:gap-x-6 md:grid-cols-3 lg:grid-cols-4 lg:gap-y-10">
      {products.map((product, index) => (
        <li key={product.id}>
          <ProductCard product={product} eager={index < eager} heading={heading} />
        </li>
      ))}
    </ul>
  )
}
