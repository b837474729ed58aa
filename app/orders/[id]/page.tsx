import { ArrowLeft } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { cache } from 'react'
import { LocalTime } from '@/components/account/local-time'
import { OrderFacts } from '@/components/account/order-facts'
import { OrderLines } from '@/components/account/order-lines'
import { OrderPlaced } from '@/components/account/order-placed'
import { SessionUnavailable } from '@/components/account/session-unavailable'
import { customer, visitor } from '@/components/account/visitor'
import type { SearchParams } from '@/components/shop/catalogue-filter'
import { NOT_HERE, NotHere } from '@/components/shop/not-here'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { PageHeading } from '@/components/ui/page-heading'
import { findOrder } from '@/shop/orders'

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }

/** Read once for title and page. */
const orderOf = cache(findOrder)

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const account = (await visitor())?.account
  const order = account && (await orderOf(account.id, (await params).id))
  return order ? { title: `Order ${order.number}` } : NOT_HERE
}

export default async function OrderPage({ params, searchParams }: Props) {
  const { id } = await params
  const path = `/orders/${encodeURIComponent(id)}`
  const who = await customer(path)
  if (!who) return <SessionUnavailable retry={path} />
  const order = await orderOf(who.account.id, id)
  if (!order) return <NotHere />
  const isPlaced = (await searchParams).placed === '1'
  return (
    <div className="grid gap-6 pt-4 sm:gap-8">
      <Link
        href="/orders"
        prefetch={false}
        className="inline-flex min-h-9 w-fit items-center gap-2 font-medium underline-offset-4 hover:underline"
      >
        <ArrowLeft size={18} aria-hidden />
        Your orders
      </Link>
      {isPlaced ? (
        <OrderPlaced name={who.account.name} number={order.number} />
      ) : (
        <PageHeading
          title={`Order ${order.number}`}
          line={<LocalTime iso={order.createdAt} style="day" />}
          aside={<Badge tone="good">Paid</Badge>}
        />
      )}
      <div className="grid items-start gap-6 lg:grid-cols-[1.9fr_1fr]">
        <OrderLines order={order} />
        <OrderFacts order={order} />
      </div>
      {isPlaced ? (
        <ButtonLink href="/shop" variant="outline" className="w-fit">
          Back to the shop
        </ButtonLink>
      ) : null}
    </div>
  )
}
