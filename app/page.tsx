import type { Metadata } from 'next'
import { ArrivalNotice } from '@/components/shop/arrival-notice'
import type { SearchParams } from '@/components/shop/catalogue-filter'
import { CategoryTiles } from '@/components/shop/category-tiles'
import { Hero } from '@/components/shop/hero'
import { ProductGrid } from '@/components/shop/product-grid'
import { SectionHeading } from '@/components/shop/section-heading'
import { ThreeHelpers } from '@/components/shop/three-helpers'
import { Notice } from '@/components/ui/notice'
import { listProducts } from '@/shop/cached-catalogue'

export const metadata: Metadata = { alternates: { canonical: '/' } }

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams
  const news = await listProducts({ onlyNew: true })
  return (
    <>
      <ArrivalNotice params={params} className="mb-4" />
      {params.goodbye === '1' ? (
        <Notice tone="success" title="Your account is deleted." className="mb-4">
          <p>Nothing of it is left here. Goodbye, and thank you for coming.</p>
        </Notice>
      ) : null}
      <Hero />
      <SectionHeading href="/shop" link="All thirty-six">
        New this week
      </SectionHeading>
      <ProductGrid products={news.slice(0, 8)} />
      <SectionHeading>By aisle</SectionHeading>
      <CategoryTiles />
      <ThreeHelpers />
    </>
  )
}
