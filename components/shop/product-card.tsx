import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { Price } from '@/components/ui/price'
import { Tile } from '@/components/ui/tile'
import type { ProductCard as Card } from '@/shop/catalogue'
import { StockLine } from './stock-line'

/** A product in a list: its picture, name, price and what is special about it now. */
export function ProductCard({
  product,
  eager = false,
  heading: Heading = 'h3',
}: {
  product: Card
  eager?: boolean
  heading?: 'h2' | 'h3'
}) {
  const { slug, name, summary, priceCents, stock, tile, isNew } = product
  return (
    <article className="group relative">
      <span className="relative block overflow-hidden rounded-tile">
        <Tile
          slug={slug}
          tile={tile}
          alt=""
          eager={eager}
          className="transition-transform duration-500 ease-settle group-hover:scale-[1.04]"
        />
        {stock === 0 ? (
          <Badge tone="card" className="absolute top-3 left-3">
            Sold out
          </Badge>
        ) : isNew ? (
          <Badge tone="card" className="absolute top-3 left-3">
            New
          </Badge>
        ) : null}
      </span>
      <div className="mt-3 flex items-baseline justify-between gap-2">
        <Heading className="font-sans text-base font-semibold tracking-normal">
          <Link
            href={`/products/${slug}`}
            className="underline-offset-4 group-hover:underline after:absolute after:inset-0 after:rounded-tile focus-visible:outline-none focus-visible:after:outline-3 focus-visible:after:outline-offset-3 focus-visible:after:outline-accent"
          >
            {name}
          </Link>
        </Heading>
        <Price cents={priceCents} short className="text-lg" />
      </div>
      <StockLine stock={stock} otherwise={summary} />
    </article>
  )
}
