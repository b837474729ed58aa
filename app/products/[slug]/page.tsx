import type { Metadata } from 'next'
import { connection } from 'next/server'
import { AddToCart } from '@/components/shop/add-to-cart'
import { Breadcrumbs } from '@/components/shop/breadcrumbs'
import type { SearchParams } from '@/components/shop/catalogue-filter'
import { JsonLd } from '@/components/shop/json-ld'
import { NOT_HERE, NotHere } from '@/components/shop/not-here'
import { siteOrigin } from '@/components/shop/origin'
import { ProductGrid } from '@/components/shop/product-grid'
import { productJsonLd } from '@/components/shop/product-json-ld'
import { SectionHeading } from '@/components/shop/section-heading'
import { StockState } from '@/components/shop/stock-state'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Price } from '@/components/ui/price'
import { Tile } from '@/components/ui/tile'
import { newChangeId } from '@/sessions/request'
import { findProduct, relatedProducts } from '@/shop/cached-catalogue'
import { findCategory } from '@/shop/categories'
import { readRefusal } from '@/web/actions/refusal'

type Props = { params: Promise<{ slug: string }>; searchParams: Promise<SearchParams> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const product = await findProduct((await params).slug)
  if (!product) return NOT_HERE
  const { name, summary, description, slug } = product
  const short = `${summary}. ${description.split('. ')[0]}.`
  return {
    title: name,
    description: short,
    alternates: { canonical: `/products/${slug}` },
    openGraph: { title: name, description: short, url: `/products/${slug}` },
  }
}

export default async function Page({ params, searchParams }: Props) {
  await connection()
  const { slug } = await params
  const product = await findProduct(slug)
  if (!product) return <NotHere />
  const { id, name, summary, description, facts, priceCents, stock, tile, alt, isNew } = product
  const category = findCategory(product.category)
  const crumbs = [
    { href: '/shop', name: 'Everything' },
    ...(category ? [{ href: `/category/${category.slug}`, name: category.name }] : []),
    { href: `/products/${slug}`, name },
  ]
  return (
    <>
      <Breadcrumbs crumbs={crumbs} />
      <div className="grid items-start gap-x-12 gap-y-8 md:grid-cols-2 xl:grid-cols-[1.15fr_1fr] xl:gap-x-20">
        <Tile slug={slug} tile={tile} alt={alt} eager="first" className="rounded-stage" />
        <div className="grid gap-6 md:pt-4">
          <div>
            {isNew ? (
              <Badge tone="sun" className="mb-4">
                New this week
              </Badge>
            ) : null}
            <h1 className="text-[clamp(2.5rem,5vw,4.25rem)] leading-[0.98]">{name}</h1>
            <p className="mt-3 text-lg text-soft">{summary}</p>
          </div>
          <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
            <Price cents={priceCents} className="text-4xl" />
            <StockState stock={stock} />
          </div>
          {stock > 0 ? (
            <AddToCart
              key={id}
              product={{ id, slug, name, summary, priceCents, tile, alt, stock }}
              changeId={newChangeId()}
              refused={await readRefusal(await searchParams)}
            />
          ) : (
            <Button size="lg" disabled className="justify-self-start">
              Sold out
            </Button>
          )}
          <p className="max-w-[58ch] text-lg leading-relaxed">{description}</p>
          <dl className="divide-y divide-line border-y border-line">
            {facts.map(({ label, value }) => (
              <div key={label} className="grid grid-cols-[7.5rem_1fr] gap-4 py-3">
                <dt className="text-soft">{label}</dt>
                <dd className="font-medium">{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      </div>
      <SectionHeading {...(category ? { href: `/category/${category.slug}`, link: `All of ${category.name}` } : {})}>
        Goes with it
      </SectionHeading>
      <ProductGrid products={await relatedProducts(slug)} />
      <JsonLd data={productJsonLd(product, await siteOrigin())} />
    </>
  )
}
