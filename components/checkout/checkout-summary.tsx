import { ChevronDown } from 'lucide-react'
import Link from 'next/link'
import { Price } from '@/components/ui/price'
import { Tile } from '@/components/ui/tile'
import type { Cart, CartLine } from '@/shop/cart'
import { money } from '@/shop/money'

/** What is about to be bought: beside the form, and folded above it on narrow screens. */
export function CheckoutSummary({ cart }: { cart: Cart }) {
  return (
    <aside aria-labelledby="summary" className="lg:order-2">
      <details className="group rounded-stage bg-card px-5 lg:hidden">
        <summary className="flex min-h-16 list-none items-center justify-between gap-4 [&::-webkit-details-marker]:hidden">
          <span className="flex items-center gap-2 font-semibold">
            {cart.count} {cart.count === 1 ? 'thing' : 'things'}
            <ChevronDown size={18} className="transition-transform group-open:rotate-180" aria-hidden />
          </span>
          <Price cents={cart.totalCents} className="text-xl" />
        </summary>
        <div className="pb-5">
          <Lines lines={cart.lines} />
          <Change />
        </div>
      </details>
      <div className="sticky top-24 hidden rounded-stage bg-card p-8 lg:block">
        <h2 id="summary" className="mb-2 text-2xl">
          Your order
        </h2>
        <Lines lines={cart.lines} />
        <dl className="grid gap-1 border-t border-line pt-4">
          <div className="flex justify-between gap-4 text-soft">
            <dt>Delivery</dt>
            <dd>Included</dd>
          </div>
          <div className="flex items-baseline justify-between gap-4">
            <dt className="text-lg font-semibold">Total</dt>
            <dd>
              <Price cents={cart.totalCents} className="text-3xl" />
            </dd>
          </div>
        </dl>
        <Change />
      </div>
    </aside>
  )
}

function Lines({ lines }: { lines: CartLine[] }) {
  return (
    <ul className="divide-y divide-line">
      {lines.map(({ productId, name, quantity, unitPriceCents, totalCents, product, problem }) => (
        <li key={productId} className="grid grid-cols-[4rem_1fr_auto] items-center gap-4 py-3">
          <Tile slug={product.slug} tile={product.tile} alt="" className="rounded-xl" />
          <span>
            <span className="block font-semibold">{name}</span>
            <span className="text-sm text-soft">
              {problem === 'gone' ? quantity : `${quantity} × ${money(unitPriceCents, 'short')}`}
              {problem ? <b className="font-semibold text-few"> · {inShort(problem, product.stock)}</b> : null}
            </span>
          </span>
          {problem === 'gone' ? null : <Price cents={totalCents} short />}
        </li>
      ))}
    </ul>
  )
}

function inShort(problem: NonNullable<CartLine['problem']>, stock: number): string {
  if (problem === 'gone') return 'No longer sold'
  return problem === 'sold-out' ? 'Sold out' : `Only ${stock} left`
}

function Change() {
  return (
    <Link href="/cart" prefetch={false} className="prose-link mt-4 inline-block">
      Change the cart
    </Link>
  )
}
