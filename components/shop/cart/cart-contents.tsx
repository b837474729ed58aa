'use client'

import Link from 'next/link'
import { useEffect } from 'react'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { Price } from '@/components/ui/price'
import { Tile } from '@/components/ui/tile'
import { adoptCart, shownCart } from './cart-store'
import type { CartView, LineView } from './cart-view'
import { LineProblem } from './line-problem'
import { QuantityForm } from './quantity-form'
import { useCart } from './use-cart'

/** The cart page's lines and total: complete as the server sends them, and kept up to date by the browser from then on. */
export function CartContents({ initial, changeId }: { initial: CartView; changeId: string }) {
  const state = useCart()
  const cart = shownCart(state) ?? initial
  useEffect(() => adoptCart(initial, changeId), [initial, changeId])
  if (cart.lines.length === 0)
    return (
      <EmptyState title="Nothing in it yet" action={<ButtonLink href="/shop">Look around</ButtonLink>}>
        It keeps whatever you put there. That is rather the point.
      </EmptyState>
    )
  return (
    <div className="grid items-start gap-x-12 gap-y-8 lg:grid-cols-[1fr_22rem]">
      <div>
        {state.failure ? (
          <Notice tone="error" className="mb-5">
            {state.failure.text}
          </Notice>
        ) : null}
        <ul className="divide-y divide-line border-y border-line">
          {cart.lines.map((line) => (
            <CartRow key={line.productId} line={line} changeId={changeId} />
          ))}
        </ul>
      </div>
      <Summary cart={cart} />
    </div>
  )
}

function CartRow({ line, changeId }: { line: LineView; changeId: string }) {
  const { slug, name, summary, quantity, unitPriceCents, totalCents, tile } = line
  const isGone = line.problem === 'gone'
  const picture = <Tile slug={slug} tile={tile} alt="" eager />
  return (
    <li className="grid grid-cols-[6rem_1fr] gap-x-4 py-5 sm:grid-cols-[8.5rem_1fr] sm:gap-x-6">
      {isGone ? (
        picture
      ) : (
        <Link href={`/products/${slug}`} tabIndex={-1} aria-hidden>
          {picture}
        </Link>
      )}
      <div className="flex flex-col gap-1.5">
        <div className="flex items-baseline justify-between gap-4">
          <h2 className="font-sans text-lg font-semibold tracking-normal">
            {isGone ? (
              name
            ) : (
              <Link href={`/products/${slug}`} className="inline-block rounded py-0.5 underline-offset-4 hover:underline">
                {name}
              </Link>
            )}
          </h2>
          {isGone ? null : <Price cents={totalCents} className="text-xl" />}
        </div>
        <p className="text-soft">
          {summary}
          {quantity > 1 && !isGone ? (
            <>
              {' · '}
              <Price cents={unitPriceCents} className="font-sans font-normal tracking-normal" /> each
            </>
          ) : null}
        </p>
        <LineProblem line={line} />
        <div className="mt-auto pt-2">
          <QuantityForm line={line} changeId={changeId} />
        </div>
      </div>
    </li>
  )
}

function Summary({ cart }: { cart: CartView }) {
  const problem = cart.lines.some((line) => line.problem)
  return (
    <section aria-labelledby="summary" className="grid gap-4 rounded-stage bg-card p-6 lg:sticky lg:top-6">
      <h2 id="summary" className="text-2xl">
        Summary
      </h2>
      <dl className="grid gap-2">
        <Row name={cart.count === 1 ? 'One thing' : `${cart.count} things`}>
          <Price cents={cart.totalCents} className="font-sans font-normal tracking-normal" />
        </Row>
        <Row name="Shipping">Free, since nothing is shipped</Row>
        <div className="mt-2 flex items-baseline justify-between gap-4 border-t border-line pt-4">
          <dt className="text-lg font-semibold">Total</dt>
          <dd>
            <Price cents={cart.totalCents} className="text-3xl" />
          </dd>
        </div>
      </dl>
      {problem ? <p className="text-sm font-medium text-danger">Some lines need a change before you can check out.</p> : null}
      <ButtonLink href="/checkout" prefetch={false} size="lg">
        Check out
      </ButtonLink>
      <p className="text-center text-sm text-soft">Prices include tax. Payments are pretend.</p>
    </section>
  )
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="text-soft">{name}</dt>
      <dd className="text-right">{children}</dd>
    </div>
  )
}
