import { Notice } from '@/components/ui/notice'
import { findProduct } from '@/shop/cached-catalogue'
import { parameter, type SearchParams } from './catalogue-filter'

/** What an address says about what just happened: something was added, or a sign-in has brought carts together. */
export async function ArrivalNotice({ params, className }: { params: SearchParams; className?: string }) {
  const added = await nameOf(parameter(params, 'added'))
  const sentences = parameter(params, 'welcome') ? await mergeSentences(params) : []
  if (!added && sentences.length === 0) return null
  return (
    <Notice tone="success" className={className}>
      <p>{added ? `${added} is in the cart.` : sentences.join(' ')}</p>
    </Notice>
  )
}

async function mergeSentences(params: SearchParams): Promise<string[]> {
  const merged = count(parameter(params, 'merged'))
  const gone = count(parameter(params, 'gone'))
  const capped = await namesOf(parameter(params, 'capped'))
  const soldOut = await namesOf(parameter(params, 'soldout'))
  const sentences = ['You are signed in.']
  if (merged > 0) sentences.push(`${merged === 1 ? 'One thing' : `${merged} things`} you had kept came along into the cart.`)
  if (capped.length > 0) sentences.push(`There are not enough of ${listed(capped)}; we took as many as there are.`)
  if (soldOut.length > 0) sentences.push(`${listed(soldOut)} ${soldOut.length === 1 ? 'is' : 'are'} sold out and stayed behind.`)
  if (gone > 0) sentences.push(`${gone === 1 ? 'One thing is' : `${gone} things are`} no longer sold and stayed behind.`)
  return sentences
}

/** The names of products, from their slugs with commas between. */
async function namesOf(slugs = ''): Promise<string[]> {
  const names = await Promise.all(slugs.split(',').filter(Boolean).slice(0, 6).map(nameOf))
  return names.filter((name) => name !== null)
}

async function nameOf(slug: string | undefined): Promise<string | null> {
  return slug ? ((await findProduct(slug))?.name ?? null) : null
}

function count(text: string | undefined): number {
  const number = Number(text)
  return Number.isSafeInteger(number) && number > 0 && number < 100_000 ? number : 0
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names)
}
