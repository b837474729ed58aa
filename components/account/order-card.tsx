import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { Price } from '@/components/ui/price'
import { Tile } from '@/components/ui/tile'
import type { Order } from '@/shop/orders'
import { LocalTime } from './local-time'

const SHOWN = 5

/** An order in a list: what was in it, when, and for how much. The whole card leads to it. */
export function OrderCard({ order, level = 'h2' }: { order: Order; level?: 'h2' | 'h3' }) {
  const { id, number, createdAt, totalCents, lines } = order
  const Heading = level
  const more = lines.length - SHOWN
  return (
    <article className="relative grid gap-4 rounded-stage bg-card p-5 transition-colors hover:bg-well sm:grid-cols-[1fr_auto] sm:items-center sm:p-6">
      <div className="sm:order-2 sm:grid sm:justify-items-end sm:text-right">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Heading className="text-xl">
            <Link href={`/orders/${id}`} prefetch={false} className="after:absolute after:inset-0 after:rounded-stage">
              Order {number}
            </Link>
          </Heading>
          <Badge tone="good">Paid</Badge>
        </div>
        <p className="mt-1 text-soft">
          <LocalTime iso={createdAt} style="day" />
        </p>
        <Price cents={totalCents} className="mt-1 block text-xl" />
      </div>
      <ul aria-label={`In order ${number}`} className="flex flex-wrap gap-2">
        {lines.slice(0, SHOWN).map(({ productId, slug, tile, name, quantity }) => (
          <li key={productId} className="relative">
            <Tile slug={slug} tile={tile} alt={quantity > 1 ? `${quantity} × ${name}` : name} className="size-16 rounded-xl sm:size-20" />
            {quantity > 1 ? (
              <span
                aria-hidden
                className="absolute -top-1.5 -right-1.5 min-w-6 rounded-full bg-ink px-1.5 text-center text-sm font-semibold text-paper"
              >
                {quantity}
              </span>
            ) : null}
          </li>
        ))}
        {more > 0 ? (
          <li className="grid size-16 place-items-center rounded-xl bg-well font-semibold text-soft sm:size-20">+{more}</li>
        ) : null}
      </ul>
    </article>
  )
}
