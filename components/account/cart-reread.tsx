'use client'

import { useEffect } from 'react'
import { reloadCart } from '@/components/shop/cart/cart-store'

/** Has the cart read again where an order has just changed it: the header stays as it is when only the page below it changes. */
export function CartReread() {
  useEffect(() => void reloadCart(), [])
  return null
}
