import { type CatalogueFilter, SORTS, type Sort } from '@/shop/catalogue'

/** A page's search parameters, as Next hands them over. */
export type SearchParams = Record<string, string | string[] | undefined>

/** What the filter form holds; the same words are in the address. */
export type FilterChoice = { sort: Sort; inStock: boolean; onlyNew: boolean; maxDollars: number | null }

/** The last value of a parameter; browsers and people may repeat one. */
export function parameter(params: SearchParams, name: string): string | undefined {
  const value = params[name]
  return Array.isArray(value) ? value.at(-1) : value
}

/** Reads the filter out of an address; what makes no sense is left out. */
export function filterChoice(params: SearchParams): FilterChoice {
  const sort = parameter(params, 'sort')
  const most = parameter(params, 'max')?.trim()
  const dollars = most ? Number(most) : Number.NaN
  return {
    sort: SORTS.find((known) => known === sort) ?? 'featured',
    inStock: parameter(params, 'stock') === 'in',
    onlyNew: parameter(params, 'new') === '1',
    maxDollars: Number.isFinite(dollars) && dollars >= 0 && dollars < 1_000_000 ? Math.round(dollars * 100) / 100 : null,
  }
}

/** The same for the catalogue. */
export function catalogueFilter({ sort, inStock, onlyNew, maxDollars }: FilterChoice, category?: string): CatalogueFilter {
  return {
    sort,
    ...(category ? { category } : {}),
    ...(inStock ? { inStock } : {}),
    ...(onlyNew ? { onlyNew } : {}),
    ...(maxDollars === null ? {} : { maxPriceCents: Math.round(maxDollars * 100) }),
  }
}

/** Whether anything hides products. */
export function isNarrowed({ inStock, onlyNew, maxDollars }: FilterChoice): boolean {
  return inStock || onlyNew || maxDollars !== null
}
