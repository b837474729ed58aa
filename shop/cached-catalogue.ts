import { cacheLife } from 'next/cache'
import * as catalogue from './catalogue'
import { lastGood } from './last-good'

/*
 * The catalogue as pages read it: shared by all shoppers, kept in each replica's memory for some seconds. Stock shown here may
 * be that old, and older while the database is away; carts and checkout read the truth. Nothing that depends on a session may ever be added to this file.
 */
const life = { stale: 30, revalidate: 10, expire: 3_600 }

export async function listProducts(filter: catalogue.CatalogueFilter = {}) {
  'use cache'
  cacheLife(life)
  return lastGood(`list ${JSON.stringify(filter)}`, () => catalogue.listProducts(filter))
}

export async function findProduct(slug: string) {
  'use cache'
  cacheLife(life)
  return lastGood(`product ${slug}`, () => catalogue.findProduct(slug))
}

export async function relatedProducts(slug: string) {
  'use cache'
  cacheLife(life)
  return lastGood(`related ${slug}`, async () => {
    const product = await catalogue.findProduct(slug)
    return product ? catalogue.relatedProducts(product) : []
  })
}

export async function searchProducts(query: string, limit?: number) {
  'use cache'
  cacheLife(life)
  return lastGood(`search ${limit} ${query}`, () => catalogue.searchProducts(query, limit))
}
