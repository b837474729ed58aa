import Link from 'next/link'
import { Price } from '@/components/ui/price'
import { Tile } from '@/components/ui/tile'
import { money } from '@/shop/money'
import type { Order } from '@/shop/orders'

/** What was bought, at the prices of then. */
export function OrderLines({ order: { lines, totalCents } }: { order: Order }) {
  return (
    <section aria-labelledby="bought" className="rounded-stage bg-card p-5 sm:p-8">
      <h2 id="bought" className="text-2xl">
        What you bought
      </h2>
      <ul className="mt-2 divide-y divide-line">
        {lines.map(({ productId, slug, tile, alt, name, quantity, unitPriceCents, totalCents: lineCents }) => (
          <li
            key={productId}
            className="grid grid-cols-[5rem_1fr] items-center gap-x-4 gap-y-1 py-4 sm:grid-cols-[6.5rem_1fr_auto] sm:gap-x-6"
          >
            <Tile slug={slug} tile={tile} alt={alt} className="row-span-2 rounded-2xl sm:row-span-1" />
            <div className="self-end sm:self-center">
              <Link
                href={`/products/${slug}`}
                prefetch={false}
                className="inline-block py-0.5 font-semibold underline-offset-4 hover:underline sm:text-lg"
              >
                {name}
              </Link>
              <p className="text-soft">
                {quantity} × {money(unitPriceCents, 'short')}
              </p>
            </div>
            <Price cents={lineCents} className="col-start-2 self-start text-lg sm:self-center sm:col-start-auto sm:text-xl" />
          </li>
        ))}
      </ul>
      <dl className="grid gap-1 border-t border-line pt-4">
        <div className="flex justify-between gap-4 text-soft">
          <dt>Delivery</dt>
          <dd>Included</dd>
        </div>
        <div className="flex items-baseline justify-between gap-4">
          <dt className="text-lg font-semibold">Total</dt>
          <dd>
            <Price cents={totalCents} className="text-3xl" />
          </dd>
        </div>
      </dl>
    </section>
  )
}
