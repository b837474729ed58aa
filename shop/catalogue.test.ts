import { beforeAll, describe, expect, inject, test } from 'vitest'
import { catalogue, seed } from '../prisma/seed/seed'
import { findProduct, listProducts, productsById, relatedProducts, searchProducts } from './catalogue'
import { CATEGORIES } from './categories'
import { database } from './database'
import { onTestDatabase } from './testing'

onTestDatabase()
beforeAll(() => seed(inject('databaseUrl'), { demo: false }))

const ours = new Set(catalogue.map(({ id }) => id))
const slugs = (found: { id: string; slug: string }[]) => found.filter(({ id }) => ours.has(id)).map(({ slug }) => slug)

describe('the range', () => {
  test('is wide enough, and every category is filled', () => {
    expect(catalogue.length).toBeGreaterThanOrEqual(32)
    for (const { slug } of CATEGORIES) expect(catalogue.filter(({ category }) => category === slug).length).toBeGreaterThanOrEqual(4)
    expect(new Set(catalogue.map(({ slug }) => slug)).size).toBe(catalogue.length)
  })

  test('has stock for a rush, some scarce things, and one that is sold out', () => {
    expect(catalogue.filter(({ stock }) => stock >= 200).length).toBeGreaterThanOrEqual(10)
    expect(catalogue.filter(({ stock }) => stock >= 5 && stock <= 12).length).toBeGreaterThanOrEqual(2)
    expect(catalogue.filter(({ stock }) => stock === 0)).toHaveLength(1)
  })

  test('seeding again follows the texts and leaves the stock alone', async () => {
    const { id, name, stock } = catalogue.at(-1) as (typeof catalogue)[number]
    await database().product.update({ where: { id }, data: { stock: stock + 7, name: 'Renamed by hand' } })
    await seed(inject('databaseUrl'), { demo: false })
    expect(await database().product.findUnique({ where: { id } })).toMatchObject({ name, stock: stock + 7 })
    expect(slugs(await listProducts())).toHaveLength(catalogue.length)
  })
})

describe('search', () => {
  test.each([
    ['lamp', 'dome-lamp'],
    ['lampp', 'dome-lamp'],
    ['ketle', 'stove-kettle'],
    ['kettles', 'stove-kettle'],
    ['turntabel', 'turntable'],
    ['clock', 'wall-clock'],
    ['not', 'dot-notebook'],
  ])('%s finds %s', async (query, slug) => {
    expect(slugs(await searchProducts(query))).toContain(slug)
  })

  test('puts the name before a mention', async () => expect(slugs(await searchProducts('kettle'))[0]).toBe('stove-kettle'))

  test.each(['qqqqzzz', '%', "'; DROP TABLE product; --", '\u0000', ' ', '\\', '🛋️'])(
    '%j finds nothing and harms nothing',
    async (query) => {
      expect(slugs(await searchProducts(query))).toEqual([])
    },
  )
})

test('lists filter and sort', async () => {
  const cheap = (await listProducts({ maxPriceCents: 4_000, inStock: true, sort: 'price-up' })).filter(({ id }) => ours.has(id))
  expect(cheap.length).toBeGreaterThan(2)
  expect(cheap.every(({ stock, priceCents }) => stock > 0 && priceCents <= 4_000)).toBe(true)
  expect(cheap.map(({ priceCents }) => priceCents)).toEqual(cheap.map(({ priceCents }) => priceCents).sort((a, b) => a - b))
})

test('related things come from the same category first, and never the thing itself', async () => {
  const lamp = await findProduct('dome-lamp')
  if (!lamp) throw new Error('not seeded')
  const related = await relatedProducts(lamp)
  expect(related.map(({ category }) => category)).toEqual(['light', 'light', 'light', 'light'])
  expect(slugs(related)).not.toContain('dome-lamp')
})

test('ids that no database could hold are simply unknown', async () => {
  expect(await productsById(['a\u0000', '\ud800', 'no-such'])).toEqual([])
})
