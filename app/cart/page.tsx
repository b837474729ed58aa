import type { Metadata } from 'next'
import { connection } from 'next/server'
import { ArrivalNotice } from '@/components/shop/arrival-notice'
import { CartContents } from '@/components/shop/cart/cart-contents'
import { toCartView } from '@/components/shop/cart/cart-view'
import type { SearchParams } from '@/components/shop/catalogue-filter'
import { ProductGrid } from '@/components/shop/product-grid'
import { SectionHeading } from '@/components/shop/section-heading'
import { StoreAway } from '@/components/shop/store-away'
import { Notice } from '@/components/ui/notice'
import { PageHeading } from '@/components/ui/page-heading'
import { newChangeId, pageSession } from '@/sessions/request'
import { listProducts } from '@/shop/cached-catalogue'
import { type Cart, viewCart } from '@/shop/cart'
import { readRefusal } from '@/web/actions/refusal'
import { isAway } from '@/web/http/is-away'

export const metadata: Metadata = { title: 'Cart', robots: { index: false } }

/** Null: the session store or the shop's records do not answer, which is not the same as an empty cart. */
async function currentCart(): Promise<Cart | null> {
  try {
    return await viewCart(await (await pageSession()).read())
  } catch (error) {
    if (isAway(error)) return null
    throw error
  }
}

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await connection()
  const params = await searchParams
  const refused = await readRefusal(params)
  const cart = await currentCart()
  // An extra: without it the cart is still a cart.
  const news = await listProducts({ onlyNew: true, inStock: true }).catch(() => [])
  return (
    <>
      <PageHeading title="Cart" className="mt-6 mb-8 sm:mt-10" />
      <ArrivalNotice params={params} className="mb-6" />
      {refused?.message ? (
        <Notice tone="error" className="mb-6">
          {refused.message}
        </Notice>
      ) : null}
      {cart ? <CartContents initial={toCartView(cart)} changeId={newChangeId()} /> : <StoreAway what="your cart" path="/cart" />}
      {news.length > 0 ? (
        <>
          <SectionHeading href="/shop" link="Everything">
            New this week
          </SectionHeading>
          <ProductGrid products={news.slice(0, 4)} />
        </>
      ) : null}
    </>
  )
}
