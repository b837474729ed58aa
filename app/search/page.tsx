import type { Metadata } from 'next'
import Link from 'next/link'
import { parameter, type SearchParams } from '@/components/shop/catalogue-filter'
import { ProductGrid } from '@/components/shop/product-grid'
import { SectionHeading } from '@/components/shop/section-heading'
import { PageHeading } from '@/components/ui/page-heading'
import { listProducts, searchProducts } from '@/shop/cached-catalogue'
import { CATEGORIES } from '@/shop/categories'

type Props = { searchParams: Promise<SearchParams> }

async function askedFor({ searchParams }: Props): Promise<string> {
  return (parameter(await searchParams, 'query') ?? '').trim().slice(0, 80)
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const query = await askedFor(props)
  return { title: query ? `Search for ${query}` : 'Search', robots: { index: false } }
}

export default async function Page(props: Props) {
  const query = await askedFor(props)
  const found = query ? await searchProducts(query) : []
  if (found.length > 0)
    return (
      <>
        <PageHeading
          title={`“${query}”`}
          line={found.length === 1 ? 'One thing.' : `${found.length} things, closest first.`}
          className="mt-6 mb-8 sm:mt-10"
        />
        <ProductGrid products={found} eager={4} heading="h2" />
      </>
    )
  const news = (await listProducts({ onlyNew: true, inStock: true })).slice(0, 4)
  return (
    <>
      <PageHeading
        title={query ? 'Not here' : 'Search'}
        line={
          query
            ? `Nothing in the shop answers to “${query}”. Try a plainer word, such as lamp, kettle or chair, or walk the aisles.`
            : 'Type what you are looking for into the field above; a plain word works best.'
        }
        className="mt-6 sm:mt-10"
      />
      <ul className="mt-6 flex flex-wrap gap-2.5">
        {CATEGORIES.map(({ slug, name }) => (
          <li key={slug}>
            <Link href={`/category/${slug}`} className="block rounded-full bg-well px-5 py-2.5 font-semibold hover:bg-line">
              {name}
            </Link>
          </li>
        ))}
      </ul>
      <SectionHeading href="/shop" link="Everything">
        New, meanwhile
      </SectionHeading>
      <ProductGrid products={news} />
    </>
  )
}
