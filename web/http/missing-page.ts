import { isLab, openRequestSession } from '@/sessions/request'
import { listProducts } from '@/shop/catalogue'
import { findCategory } from '@/shop/categories'
import { lastGood } from '@/shop/last-good'
import { findOrder } from '@/shop/orders'

/** How long the list of addresses is believed; new products appear within this time. */
const BELIEVED_MS = 10_000

const holder = globalThis as typeof globalThis & { __hopcartSlugs?: { at: number; slugs: Promise<ReadonlySet<string>> } }

/**
 * Whether a page's address leads nowhere. Asked before the page is rendered, because with Cache Components the status is sent
 * before a page could say 404. When a store does not answer, the page itself tells what is wrong.
 */
export async function isMissingPage(pathname: string): Promise<boolean> {
  const [, room, slug, more] = pathname.split('/')
  if (room === 'lab') return slug === undefined && !isLab()
  if (!slug || more !== undefined) return false
  if (room === 'category') return findCategory(decoded(slug)) === undefined
  if (room === 'orders') return isMissingOrder(decoded(slug)).catch(() => false)
  if (room !== 'products') return false
  const slugs = await productSlugs().catch(() => null)
  return slugs !== null && !slugs.has(decoded(slug))
}

/** Somebody else's order is as missing as one that never was; a guest is asked to sign in first. */
async function isMissingOrder(id: string): Promise<boolean> {
  const session = await (await openRequestSession()).read()
  return session?.userId ? (await findOrder(session.userId, id)) === null : false
}

function productSlugs(): Promise<ReadonlySet<string>> {
  const known = holder.__hopcartSlugs
  if (known && Date.now() - known.at < BELIEVED_MS) return known.slugs
  const slugs = lastGood('slugs', () => listProducts()).then((products) => new Set(products.map(({ slug }) => slug)))
  holder.__hopcartSlugs = { at: Date.now(), slugs }
  slugs.catch(() => {
    if (holder.__hopcartSlugs?.slugs === slugs) holder.__hopcartSlugs = undefined
  })
  return slugs
}

function decoded(slug: string): string {
  try {
    return decodeURIComponent(slug)
  } catch {
    return slug
  }
}
