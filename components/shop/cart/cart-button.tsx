'use client'

import clsx from 'clsx'
import { ShoppingBag } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { type MouseEvent, useEffect } from 'react'
import { buttonClass } from '@/components/ui/button'
import { hearCount, openDrawer, shownCart } from './cart-store'
import { useCart } from './use-cart'

/** The header's cart: a link to /cart that opens the drawer where there is JavaScript. `count` null: not known, or the store is away. */
export function CartButton({ count: told, stamp }: { count: number | null; stamp: string }) {
  const state = useCart()
  const pathname = usePathname()
  useEffect(() => hearCount(told, stamp), [told, stamp])
  const onTheWay = state.pending.reduce((sum, change) => sum + ('add' in change ? change.add : 0), 0)
  const known = state.heardCount ?? told
  const count = shownCart(state)?.count ?? (known === null ? null : known + onTheWay)

  function open(event: MouseEvent) {
    if (pathname === '/cart' || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    openDrawer()
  }

  return (
    <Link href="/cart" prefetch={false} onClick={open} aria-haspopup="dialog" className={buttonClass({ className: 'gap-2.5 max-sm:px-4' })}>
      <ShoppingBag size={18} aria-hidden />
      <span className="max-[26rem]:sr-only">Cart</span>
      {count === null ? null : (
        <span
          data-testid="cart-count"
          className={clsx('-mr-1.5 min-w-7 rounded-full px-2 text-center tabular-nums', count > 0 ? 'bg-sun text-coal' : 'bg-paper/20')}
        >
          {count}
          <span className="sr-only"> {count === 1 ? 'thing' : 'things'}</span>
        </span>
      )}
    </Link>
  )
}
