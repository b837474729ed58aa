import type { ReactNode } from 'react'
import { countryName } from '@/shop/address'
import type { Order } from '@/shop/orders'
import { LocalTime } from './local-time'

/** Where an order goes and what paid for it. */
export function OrderFacts({ order: { address, card, createdAt } }: { order: Order }) {
  const place = [
    address.name,
    address.line1,
    address.line2,
    `${address.postalCode} ${address.city}`,
    address.region,
    countryName(address.country),
  ]
  return (
    <dl className="grid gap-6 rounded-stage bg-card p-5 sm:grid-cols-2 sm:p-8 lg:grid-cols-1">
      <Fact label="Goes to">
        <address className="not-italic">
          {place.flatMap((line) =>
            line
              ? [
                  <span key={line} className="block break-words">
                    {line}
                  </span>,
                ]
              : [],
          )}
        </address>
      </Fact>
      <Fact label="Paid with">
        {card.brand} ending in <span className="tabular-nums">{card.last4}</span>
      </Fact>
      <Fact label="Placed">
        <LocalTime iso={createdAt} />
      </Fact>
    </dl>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-soft">{label}</dt>
      <dd className="mt-0.5 font-medium">{children}</dd>
    </div>
  )
}
