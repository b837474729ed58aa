import type { Metadata } from 'next'
import type { SearchParams } from '@/components/shop/catalogue-filter'
import { CataloguePage } from '@/components/shop/catalogue-page'
import { NOT_HERE, NotHere } from '@/components/shop/not-here'
import { findCategory } from '@/shop/categories'

type Props = { params: Promise<{ slug: string }>; searchParams: Promise<SearchParams> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const category = findCategory((await params).slug)
  if (!category) return NOT_HERE
  const { slug, name, line } = category
  return { title: name, description: line, alternates: { canonical: `/category/${slug}` }, openGraph: { title: name, description: line } }
}

export default async function Page({ params, searchParams }: Props) {
  const category = findCategory((await params).slug)
  if (!category) return <NotHere />
  const { slug, name, line } = category
  return <CataloguePage title={name} line={line} path={`/category/${slug}`} params={await searchParams} category={slug} />
}
