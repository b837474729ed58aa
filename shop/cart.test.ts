import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Answer, type Change, LimitExceeded } from '@/sessions'
import { openMemoryStore } from '@/sessions/stores/memory'
import { addLine, checkQuantity, countOf, explainLimit, mergeSteps, quantitiesOf, removeLine, setLine, viewCart } from './cart'
import { database } from './database'
import { makeProduct, onTestDatabase } from './testing'

onTestDatabase()

const session = (attributes: Record<string, string | number>) => ({ attributes })

test('a cart is the attributes that begin with cart:, whatever else a session holds', () => {
  expect(Object.fromEntries(quantitiesOf(session({ 'cart:a': 2, remember: 1, 'cart:b': 'x' })))).toEqual({ a: 2 })
  expect(quantitiesOf(null).size).toBe(0)
})

test('lines carry prices of this moment; what is short is marked', async () => {
  const [plenty, scarce] = [
    await makeProduct({ name: 'B', priceCents: 250, stock: 9 }),
    await makeProduct({ name: 'A', priceCents: 100, stock: 1 }),
  ]
  const cart = await viewCart(session({ [`cart:${plenty.id}`]: 2, [`cart:${scarce.id}`]: 3 }))
  expect(cart).toMatchObject({ count: 5, totalCents: 800, currency: 'USD' })
  expect(cart.lines.map(({ name, problem }) => [name, problem])).toEqual([
    ['A', 'short'],
    ['B', null],
  ])
})

test('what is no longer sold is a line that costs nothing, so that it can be taken out; count and badge agree', async () => {
  const { id } = await makeProduct({ priceCents: 250 })
  const held = session({ [`cart:${id}`]: 2, 'cart:p-gone': 3 })
  const cart = await viewCart(held)
  expect(cart).toMatchObject({ count: 5, totalCents: 500 })
  expect(countOf(held)).toBe(cart.count)
  expect(cart.lines.find(({ problem }) => problem === 'gone')).toMatchObject({
    productId: 'p-gone',
    name: expect.stringMatching(/\S/),
    quantity: 3,
    unitPriceCents: 0,
    totalCents: 0,
  })
  expect(removeLine('p-gone', 'c').steps).toEqual([{ delete: 'cart:p-gone' }])
})

describe('changes, in a session store', () => {
  const lifetime = { idleMs: 60_000, absoluteMs: 60_000 }
  /** A guest's session, and what a change does to its line or is answered with. */
  async function guest(productId: string) {
    const store = openMemoryStore()
    const { token } = await store.create({ change: { id: randomUUID(), steps: [] }, lifetime })
    return async (change: Promise<Change>) => {
      const answer = await change.then((asked) => store.change(token, asked)).catch((error) => explainLimit(error))
      if (answer instanceof Error) throw answer
      if (answer === null || answer === 'moved') throw new Error(`answered ${answer}`)
      return quantitiesOf((answer as Answer).session).get(productId)
    }
  }
  const setStock = (id: string, stock: number) => database().product.update({ where: { id }, data: { stock } })
  const soldOut = { status: 409, code: 'out-of-stock', detail: 'Lamp is sold out.' }

  test('the stock is the limit of a line, and the only one', async () => {
    const { id } = await makeProduct({ name: 'Lamp', stock: 700 })
    const apply = await guest(id)
    expect(await apply(addLine(id, 650, '1'))).toBe(650)
    await expect(apply(addLine(id, 51, '2'))).rejects.toMatchObject({ status: 409, extra: { stock: 700, inCart: 650 } })
    await expect(apply(setLine(id, 701, '3'))).rejects.toMatchObject({ status: 409, extra: { stock: 700, inCart: 0 } })
    expect(await apply(setLine(id, 700, '4'))).toBe(700)
    expect(await apply(setLine(id, 2, '5'))).toBe(2)
    expect(await apply(setLine(id, 0, '6'))).toBeUndefined()
    await expect(apply(addLine('nothing', 1, '7'))).rejects.toMatchObject({ status: 404 })
    await expect(apply(setLine('nothing', 1, '8'))).rejects.toMatchObject({ status: 404 })
  })

  test.each([0, 1])('the repeat of an add is recognised though the stock is %d by then; a new one is refused', async (left) => {
    const { id } = await makeProduct({ name: 'Lamp', stock: 5 })
    const apply = await guest(id)
    expect(await apply(addLine(id, 2, 'once'))).toBe(2)
    await setStock(id, left)
    expect(await apply(addLine(id, 2, 'once'))).toBe(2)
    await expect(apply(addLine(id, 2, 'another'))).rejects.toMatchObject(left === 0 ? soldOut : { status: 409 })
  })

  test.each([0, 1])('so is the repeat of a set, with %d left', async (left) => {
    const { id } = await makeProduct({ name: 'Lamp', stock: 5 })
    const apply = await guest(id)
    expect(await apply(setLine(id, 4, 'once'))).toBe(4)
    await setStock(id, left)
    expect(await apply(setLine(id, 4, 'once'))).toBe(4)
    await expect(apply(setLine(id, 4, 'another'))).rejects.toMatchObject(left === 0 ? soldOut : { status: 409 })
  })

  test('a refused set leaves the line', async () => {
    const { id } = await makeProduct({ stock: 5 })
    const apply = await guest(id)
    await apply(addLine(id, 3, '1'))
    await expect(apply(setLine(id, 6, '2'))).rejects.toMatchObject({ status: 409 })
    expect(await apply(addLine(id, 1, '3'))).toBe(4)
  })
})

test("the store's refusal is told in the shopper's words", async () => {
  const { id } = await makeProduct({ name: 'Lamp', stock: 3 })
  expect(await explainLimit(new LimitExceeded(`cart:${id}`, 2, 3))).toMatchObject({
    status: 409,
    detail: expect.stringContaining('3 of Lamp, and 2 of them'),
  })
  const other = new Error('other')
  expect(await explainLimit(other)).toBe(other)
})

test('a merge leaves out what is no longer sold and caps by stock', async () => {
  const { id } = await makeProduct({ stock: 3 })
  expect(
    await mergeSteps(
      new Map([
        [id, 5],
        ['gone', 1],
      ]),
    ),
  ).toEqual([{ add: `cart:${id}`, by: 5, max: 3, over: 'clamp' }])
})

test.each([0, -1, 1.5, '1', null, Number.NaN, 2 ** 53])('%s is no quantity', (quantity) =>
  expect(() => checkQuantity(quantity, 1)).toThrow(/whole number/),
)
