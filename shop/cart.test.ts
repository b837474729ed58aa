import { expect, test } from 'vitest'
import { LimitExceeded } from '@/sessions'
import { addLine, checkQuantity, explainLimit, mergeSteps, quantitiesOf, setLine, viewCart } from './cart'
import { makeProduct, onTestDatabase } from './testing'

onTestDatabase()

const session = (attributes: Record<string, string | number>) => ({ attributes })

test('a cart is the attributes that begin with cart:, whatever else a session holds', () => {
  expect(Object.fromEntries(quantitiesOf(session({ 'cart:a': 2, remember: 1, 'cart:b': 'x' })))).toEqual({ a: 2 })
  expect(quantitiesOf(null).size).toBe(0)
})

test('lines carry prices of this moment; what is no longer sold is left out, what is short is marked', async () => {
  const [plenty, scarce] = [
    await makeProduct({ name: 'B', priceCents: 250, stock: 9 }),
    await makeProduct({ name: 'A', priceCents: 100, stock: 1 }),
  ]
  const cart = await viewCart(session({ [`cart:${plenty.id}`]: 2, [`cart:${scarce.id}`]: 3, 'cart:gone': 1 }))
  expect(cart).toMatchObject({ count: 5, totalCents: 800, currency: 'USD' })
  expect(cart.lines.map(({ name, problem }) => [name, problem])).toEqual([
    ['A', 'short'],
    ['B', null],
  ])
})

test('the stock is the limit of a line, and the only one', async () => {
  const product = await makeProduct({ stock: 700 })
  expect((await addLine(product.id, 650, 'c')).steps).toEqual([{ add: `cart:${product.id}`, by: 650, max: 700 }])
  await expect(setLine(product.id, 701, 'c')).rejects.toMatchObject({ status: 409, extra: { stock: 700 } })
  await expect(addLine('nothing', 1, 'c')).rejects.toMatchObject({ status: 404 })
  const sold = await makeProduct({ stock: 0 })
  await expect(addLine(sold.id, 1, 'c')).rejects.toMatchObject({ status: 409, detail: expect.stringContaining('sold out') })
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
