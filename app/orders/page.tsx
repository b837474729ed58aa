import type { Metadata } from 'next'
import { OrderCard } from '@/components/account/order-card'
import { SessionUnavailable } from '@/components/account/session-unavailable'
import { customer } from '@/components/account/visitor'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeading } from '@/components/ui/page-heading'
import { listOrders } from '@/shop/orders'

export const metadata: Metadata = { title: 'Your orders' }

export default async function OrdersPage() {
  const who = await customer('/orders')
  if (!who) return <SessionUnavailable retry="/orders" />
  const orders = await listOrders(who.account.id)
  return (
    <div className="grid gap-8 pt-6 sm:gap-10 sm:pt-10">
      <PageHeading title="Your orders" line={orders.length > 0 ? 'Newest first.' : undefined} />
      {orders.length > 0 ? (
        <ul className="grid gap-4">
          {orders.map((order) => (
            <li key={order.id}>
              <OrderCard order={order} />
            </li>
          ))}
        </ul>
      ) : (
        <EmptyState title="Nothing ordered yet" action={<ButtonLink href="/shop">Look around</ButtonLink>}>
          What you buy will be listed here, with its pictures and what it cost.
        </EmptyState>
      )}
    </div>
  )
}
