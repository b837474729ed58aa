/**
 * One product of the catalogue, as the seed writes it to the database.
 * Prices are in US cents; `tile` is the background colour of the picture in
 * `public/products/<slug>.svg`, and `alt` says what that picture shows.
 */
export type CatalogueItem = {
  /** Short stable id: 'p-' + slug. */
  id: string
  slug: string
  name: string
  category: 'light' | 'kitchen' | 'sit' | 'desk' | 'sound' | 'room'
  /** Material and size, at most 28 characters. */
  summary: string
  /** Three to five sentences: how it is made, what it does well, one honest limitation. */
  description: string
  facts: { label: string; value: string }[]
  priceCents: number
  stock: number
  /** Background of the picture, as a hex colour. */
  tile: string
  alt: string
  isNew: boolean
  /** Extra words the search should find it by. */
  keywords: string
}
