import type { Metadata } from 'next'
import type { SearchParams } from '@/components/shop/catalogue-filter'
import { CataloguePage } from '@/components/shop/catalogue-page'

export const metadata: Metadata = {
  title: 'Everything',
  description: 'All thirty-six things we sell, from the arc lamp to the watering can.',
  alternates: { canonical: '/shop' },
}

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  return <CataloguePage title="Everything" line="All thirty-six. It is a short list on purpose." path="/shop" params={await searchParams} />
}
