import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { orderedChange, placeOrder } from './checkout'
import { database } from './database'
import { ShopError } from './errors'
import { listOrders } from './orders'
import { checkoutForm, makeProduct, makeUser, onTestDatabase } from './testing'

onTestDatabase()

const stockOf = async (id: string) => (await database().product.findUniqueOrThrow({ where: { id } })).stock
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (problem: unknown) => problem,
  )
  if (!(error instanceof ShopError)) throw new Error(`expected a refusal, got ${String(error)}`)
  return error
}

describe('checkout', () => {
  test('takes the stock, keeps no card number, and says what leaves the cart', async () => {
    const [user, lamp, cup] = [
      await makeUser(),
      await makeProduct({ stock: 5, priceCents: 8_900 }),
      await makeProduct({ stock: 3, priceCents: 1_000 }),
    ]
    const order = await placeOrder({
      userId: user.id,
      idempotencyKey: randomUUID(),
      quantities: new Map([
        [lamp.id, 2],
        [cup.id, 1],
      ]),
      input: checkoutForm(),
    })
    expect(order).toMatchObject({ totalCents: 18_800, currency: 'USD', card: { brand: 'Visa', last4: '4242' } })
    expect(await stockOf(lamp.id)).toBe(3)
    expect(orderedChange(order)).toEqual({
      id: `order:${order.id}`,
      steps: expect.arrayContaining([
        { add: `cart:${lamp.id}`, by: -2 },
        { add: `cart:${cup.id}`, by: -1 },
      ]),
      durable: true,
    })
    const row = JSON.stringify(await database().order.findUniqueOrThrow({ where: { id: order.id }, include: { lines: true } }))
    expect(row).not.toMatch(/4242\s?4242|123"/)
  })

  test('50 buyers at once for a stock of 10 make 10 orders and 40 clear refusals', async () => {
    const product = await makeProduct({ stock: 10 })
    const users = await Promise.all(Array.from({ length: 50 }, makeUser))
    const tries = await Promise.allSettled(
      users.map((user) =>
        placeOrder({ userId: user.id, idempotencyKey: randomUUID(), quantities: new Map([[product.id, 1]]), input: checkoutForm() }),
      ),
    )
    const refused = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(refused.map(({ status, code }) => `${status} ${code}`)).toEqual(Array(40).fill('409 out-of-stock'))
    expect(await database().orderLine.count({ where: { productId: product.id } })).toBe(10)
    expect(await stockOf(product.id)).toBe(0)
  })

  test('one key makes one order, also when ten tries race', async () => {
    const [user, product, key] = [await makeUser(), await makeProduct({ stock: 4 }), randomUUID()]
    const again = () => placeOrder({ userId: user.id, idempotencyKey: key, quantities: new Map([[product.id, 3]]), input: checkoutForm() })
    const orders = await Promise.all(Array.from({ length: 10 }, again))
    expect(new Set(orders.map(({ id }) => id)).size).toBe(1)
    expect(await again()).toEqual(orders[0])
    expect(await stockOf(product.id)).toBe(1)
    expect(await listOrders(user.id)).toHaveLength(1)
  })

  test('a used key with another address is refused', async () => {
    const [user, product, key] = [await makeUser(), await makeProduct(), randomUUID()]
    const order = (input: unknown) => placeOrder({ userId: user.id, idempotencyKey: key, quantities: new Map([[product.id, 1]]), input })
    await order(checkoutForm())
    expect(await refusal(order(checkoutForm({}, { city: 'Boston' })))).toMatchObject({ status: 422, code: 'key-reused' })
  })

  test('a declined card, a lost stock and an empty cart change nothing', async () => {
    const [user, product] = [await makeUser(), await makeProduct({ stock: 2 })]
    const order = (quantity: number, number: string) =>
      placeOrder({
        userId: user.id,
        idempotencyKey: randomUUID(),
        quantities: new Map(quantity ? [[product.id, quantity]] : []),
        input: checkoutForm({ number }),
      })
    expect(await refusal(order(1, '4000 0000 0000 0002'))).toMatchObject({ status: 402, code: 'card-declined' })
    expect(await refusal(order(3, '4242424242424242'))).toMatchObject({ status: 409, extra: { stock: 2 } })
    expect(await refusal(order(0, '4242424242424242'))).toMatchObject({ status: 409, code: 'empty-cart' })
    expect(await stockOf(product.id)).toBe(2)
    expect(await listOrders(user.id)).toEqual([])
  })

  test.each([
    ['card.number', checkoutForm({ number: '4242 4242 4242 4241' })],
    ['card.number', checkoutForm({ number: '1' })],
    ['card.expiry', checkoutForm({ expiry: '01/20' })],
    ['card.expiry', checkoutForm({ expiry: '13/39' })],
    ['card.cvc', checkoutForm({ cvc: 'abc' })],
    ['address.postalCode', checkoutForm({}, { postalCode: 'SW1A 1AA' })],
    ['address.country', checkoutForm({}, { country: 'XX' })],
    ['address.city', checkoutForm({}, { city: ' ' })],
    ['address.line1', checkoutForm({}, { line1: 'a\u0000b' })],
  ])('names the field that does not fit: %s', async (field, input) => {
    const error = await refusal(placeOrder({ userId: randomUUID(), idempotencyKey: 'k', quantities: new Map(), input }))
    expect(error.status).toBe(422)
    expect(Object.keys(error.extra.errors as object)).toEqual([field])
  })
})
