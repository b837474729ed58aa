'use client'

import Link from 'next/link'
import { Button, ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Price } from '@/components/ui/price'
import { Shapes } from '@/components/ui/shapes'
import { Skeleton } from '@/components/ui/skeleton'
import { Tile } from '@/components/ui/tile'
import { closeDrawer, reloadCart, shownCart } from './cart-store'
import { EMPTY_CART, type LineView, withPending } from './cart-view'
import { LineProblem } from './line-problem'
import { QuantityForm } from './quantity-form'
import { useCart } from './use-cart'

/** What stands in the drawer: lines, failures, the total and the way on. */
export function DrawerContents() {
  const state = useCart()
  const cart = shownCart(state)
  const known = cart ?? withPending(EMPTY_CART, state.pending)
  const lines = known?.lines ?? []
  const { failure } = state
  if (cart && lines.length === 0 && !failure) return <NothingYet />
  const hasMore = !cart && !failure
  return (
    <>
      <div className="flex-1 overflow-y-auto overscroll-contain px-6">
        {failure ? (
          <Notice
            tone="error"
            className="mb-4"
            action={
              failure.productId ? null : (
                <Button size="sm" variant="outline" onClick={() => void reloadCart()}>
                  Try again
                </Button>
              )
            }
          >
            {failure.text}
          </Notice>
        ) : null}
        <ul className="divide-y divide-line">
          {lines.map((line) => (
            <DrawerLine key={line.productId} line={line} />
          ))}
          {hasMore ? <LineSkeleton /> : null}
        </ul>
      </div>
      {lines.length > 0 || hasMore ? <DrawerFoot totalCents={cart?.totalCents ?? null} /> : null}
    </>
  )
}

/** Null: the total is not known yet. */
function DrawerFoot({ totalCents }: { totalCents: number | null }) {
  return (
    <div className="grid gap-4 border-t border-line px-6 pt-4 pb-6">
      <p className="flex items-baseline justify-between gap-4 text-lg">
        <span>Total</span>
        {totalCents !== null ? <Price cents={totalCents} className="text-2xl" /> : <Skeleton className="h-7 w-24" />}
      </p>
      <ButtonLink href="/checkout" prefetch={false} size="lg">
        Check out
      </ButtonLink>
      <ButtonLink href="/cart" variant="outline">
        View the cart
      </ButtonLink>
    </div>
  )
}

function DrawerLine({ line }: { line: LineView }) {
  const isGone = line.problem === 'gone'
  return (
    <li className="grid grid-cols-[5.5rem_1fr] gap-x-4 py-4">
      <Tile slug={line.slug} tile={line.tile} alt="" className="rounded-2xl" />
      <div className="grid content-start gap-1.5">
        <div className="flex items-baseline justify-between gap-3">
          {isGone ? (
            <span className="font-semibold">{line.name}</span>
          ) : (
            <Link href={`/products/${line.slug}`} className="font-semibold underline-offset-4 hover:underline">
              {line.name}
            </Link>
          )}
          {isGone ? null : <Price cents={line.totalCents} short />}
        </div>
        <LineProblem line={line} />
        <QuantityForm line={line} />
      </div>
    </li>
  )
}

function LineSkeleton() {
  return (
    <li className="grid grid-cols-[5.5rem_1fr] gap-x-4 py-4">
      <span className="sr-only">Reading the cart…</span>
      <Skeleton className="aspect-square rounded-2xl" />
      <span className="grid content-start gap-3">
        <Skeleton className="h-5 w-3/5" />
        <Skeleton className="h-10 w-28 rounded-full" />
      </span>
    </li>
  )
}

function NothingYet() {
  return (
    <div className="grid flex-1 place-content-center justify-items-center gap-3 px-8 pb-24 text-center">
      <Shapes className="mb-3 h-12" />
      <p className="font-display text-2xl font-bold tracking-tight">Nothing in it yet</p>
      <p className="max-w-[30ch] text-soft">It keeps whatever you put there. That is rather the point.</p>
      <ButtonLink href="/shop" className="mt-4" onClick={closeDrawer}>
        Look around
      </ButtonLink>
    </div>
  )
}
