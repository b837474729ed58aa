import { randomUUID } from 'node:crypto'
import type { Metadata } from 'next'
import { FreshForm } from '@/components/account/fresh-form'
import { SessionUnavailable } from '@/components/account/session-unavailable'
import { customer } from '@/components/account/visitor'
import { CheckoutForm } from '@/components/checkout/checkout-form'
import { CheckoutSummary } from '@/components/checkout/checkout-summary'
import { LineProblems } from '@/components/checkout/line-problems'
import { ArrivalNotice } from '@/components/shop/arrival-notice'
import type { SearchParams } from '@/components/shop/catalogue-filter'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeading } from '@/components/ui/page-heading'
import { COUNTRIES } from '@/shop/address'
import { viewCart } from '@/shop/cart'
import { readRefusal } from '@/web/actions/refusal'

const COUNTRY_CHOICES = COUNTRIES.map(({ code, name, example }) => ({ code, name, example }))

export const metadata: Metadata = { title: 'Checkout' }

export default async function CheckoutPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams
  const who = await customer('/checkout')
  if (!who) return <SessionUnavailable retry="/checkout" />
  const cart = await viewCart(who.session)
  if (cart.lines.length === 0) return <NothingToBuy />
  const isBuyable = cart.lines.every(({ problem }) => problem === null)
  return (
    <div className="grid gap-6 pt-6 sm:gap-8 sm:pt-10">
      <PageHeading title="Checkout" />
      <ArrivalNotice params={params} />
      <div className="grid items-start gap-6 lg:grid-cols-[1.5fr_1fr]">
        <CheckoutSummary cart={cart} />
        {isBuyable ? (
          <FreshForm>
            <CheckoutForm
              idempotencyKey={randomUUID()}
              name={who.account.name}
              totalCents={cart.totalCents}
              countries={COUNTRY_CHOICES}
              kept={await readRefusal(params)}
            />
          </FreshForm>
        ) : (
          <LineProblems lines={cart.lines} />
        )}
      </div>
    </div>
  )
}

function NothingToBuy() {
  return (
    <div className="grid gap-8 pt-6 sm:pt-10">
      <PageHeading title="Checkout" />
      <EmptyState title="There is nothing to pay for" action={<ButtonLink href="/shop">Look around</ButtonLink>}>
        The cart is empty. Put something in, and come back.
      </EmptyState>
    </div>
  )
}
