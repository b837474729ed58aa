import type { Prisma } from '@/prisma/generated/client'
import { database } from './database'

/** What lists show of a product. */
export type ProductCard = {
  id: string
  slug: string
  name: string
  category: string
  /** Material and size. */
  summary: string
  priceCents: number
  stock: number
  /** The picture's background, `#rrggbb`. */
  tile: string
  /** What the picture shows. */
  alt: string
  isNew: boolean
}

export type Product = ProductCard & { description: string; facts: { label: string; value: string }[] }

export const SORTS = ['featured', 'price-up', 'price-down', 'name'] as const
export type Sort = (typeof SORTS)[number]

export type CatalogueFilter = {
  category?: string | undefined
  sort?: Sort | undefined
  /** Only what can be bought now. */
  inStock?: boolean | undefined
  onlyNew?: boolean | undefined
  /** Whole cents, inclusive. */
  maxPriceCents?: number | undefined
}

const card = {
  id: true,
  slug: true,
  name: true,
  category: true,
  summary: true,
  priceCents: true,
  stock: true,
  tile: true,
  alt: true,
  isNew: true,
} satisfies Prisma.ProductSelect

const order: Record<Sort, Prisma.ProductOrderByWithRelationInput[]> = {
  featured: [{ position: 'asc' }],
  'price-up': [{ priceCents: 'asc' }, { position: 'asc' }],
  'price-down': [{ priceCents: 'desc' }, { position: 'asc' }],
  name: [{ name: 'asc' }],
}

/** Products of a category, or of all, filtered and sorted. */
export function listProducts(filter: CatalogueFilter = {}): Promise<ProductCard[]> {
  const where: Prisma.ProductWhereInput = {}
  if (filter.category !== undefined) where.category = filter.category
  if (filter.inStock) where.stock = { gt: 0 }
  if (filter.onlyNew) where.isNew = true
  if (filter.maxPriceCents !== undefined) where.priceCents = { lte: filter.maxPriceCents }
  return database().product.findMany({ where, select: card, orderBy: order[filter.sort ?? 'featured'] })
}

/** One product by its address, or null. */
export async function findProduct(slug: string): Promise<Product | null> {
  const found = await database().product.findUnique({ where: { slug }, select: { ...card, description: true, facts: true } })
  return found && { ...found, facts: found.facts as Product['facts'] }
}

/** Cards by id, in no particular order; unknown ids are left out. Never cached: carts and checkout decide by it. */
export function productsById(ids: readonly string[]): Promise<ProductCard[]> {
  const possible = ids.filter((id) => id.isWellFormed() && !id.includes('\u0000'))
  return possible.length === 0 ? Promise.resolve([]) : database().product.findMany({ where: { id: { in: possible } }, select: card })
}

/** Up to `limit` others: the same category first, then what costs about as much. */
export async function relatedProducts(product: ProductCard, limit = 4): Promise<ProductCard[]> {
  const others = (await listProducts()).filter(({ id }) => id !== product.id)
  const distance = (other: ProductCard) =>
    (other.category === product.category ? 0 : 1_000_000) +
    (other.stock === 0 ? 500_000 : 0) +
    Math.abs(other.priceCents - product.priceCents)
  return others.sort((a, b) => distance(a) - distance(b)).slice(0, limit)
}

/**
 * Products that a query means, best first: full text over name, category, keywords and description, and for slips of the
 * finger the trigram similarity of the query to the words of name and keywords (one wrong letter is at 0.5 or above).
 */
export async function searchProducts(query: string, limit = 36): Promise<ProductCard[]> {
  const text = query.trim().slice(0, 80).replaceAll('\u0000', '')
  if (text === '') return []
  return database().$queryRaw<ProductCard[]>`
    SELECT "id", "slug", "name", "category", "summary", "price_cents" AS "priceCents", "stock", "tile", "alt", "is_new" AS "isNew"
    FROM "product",
      websearch_to_tsquery('english', ${text}) AS asked,
      lower("name" || ' ' || "category" || ' ' || "keywords") AS words
    WHERE "search" @@ asked
      OR words LIKE '%' || replace(replace(replace(lower(${text}), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
      OR word_similarity(lower(${text}), words) >= 0.5
    ORDER BY ts_rank("search", asked) * 4 + word_similarity(lower(${text}), lower("name")) * 2 + word_similarity(lower(${text}), words) DESC, "position"
    LIMIT ${limit}`
}
