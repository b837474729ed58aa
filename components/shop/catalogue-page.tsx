import Link from 'next/link'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeading } from '@/components/ui/page-heading'
import { listProducts } from '@/shop/cached-catalogue'
import { catalogueFilter, filterChoice, isNarrowed, type SearchParams } from './catalogue-filter'
import { FilterBar } from './filter-bar'
import { ProductGrid } from './product-grid'

type CataloguePageProps = { title: string; line: string; path: string; params: SearchParams; category?: string }

/** A list of products with its heading and controls: one aisle, or all of them. */
export async function CataloguePage({ title, line, path, params, category }: CataloguePageProps) {
  const choice = filterChoice(params)
  const products = await listProducts(catalogueFilter(choice, category))
  return (
    <>
      <PageHeading title={title} line={line} className="mt-6 sm:mt-10" />
      {/* The key gives "Clear" and Back a form that shows what the address says. */}
      <FilterBar key={JSON.stringify(choice)} path={path} choice={choice} count={products.length} />
      {products.length > 0 ? (
        <ProductGrid products={products} eager={4} heading="h2" />
      ) : (
        <EmptyState
          title="Nothing like that"
          action={
            <Link href={path} className="prose-link">
              {isNarrowed(choice) ? 'Show all of them' : 'Look again'}
            </Link>
          }
        >
          No {title === 'Everything' ? 'thing' : `thing in ${title}`} fits all of that at once. Ask for less, or allow a little more.
        </EmptyState>
      )}
    </>
  )
}
