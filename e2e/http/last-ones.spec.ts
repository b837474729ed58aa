import { randomUUID } from 'node:crypto'
import { ORDER } from '../support/checkout'
import { Client } from '../support/client'
import { setStock, sql, stockOf } from '../support/database'
import { expectProblem } from '../support/problem'
import { expect, test } from '../support/test'

const BUYERS = 50
const LEFT = 10
const PRODUCT = 'p-turntable'

test(`${BUYERS} shoppers press Pay at once for the last ${LEFT}: ${LEFT} orders, the others are told, nothing is sold twice`, async ({
  stack,
}) => {
  test.setTimeout(120_000)
  await setStock(stack, PRODUCT, LEFT)
  // Ten at a time: a password costs a quarter of a second on purpose.
  const buyers: Client[] = []
  while (buyers.length < BUYERS) buyers.push(...(await Promise.all(Array.from({ length: 10 }, () => arrive(stack.url)))))
  const replies = await Promise.all(
    buyers.map((buyer) => buyer.post('/api/checkout', ORDER, { headers: { 'idempotency-key': randomUUID() } })),
  )
  const by = (status: number) => replies.filter((reply) => reply.status === status)
  expect(replies.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([])
  expect(by(201)).toHaveLength(LEFT)
  expect(by(409)).toHaveLength(BUYERS - LEFT)
  for (const reply of by(409)) expectProblem(reply, 409, 'too late')
  expect(new Set(replies.map(({ replica }) => replica)).size, 'through all replicas').toBe(3)

  expect(await stockOf(stack, PRODUCT)).toBe(0)
  const [sold] = await sql<{ quantity: number }>(
    stack,
    'SELECT coalesce(sum("quantity"), 0)::int AS "quantity" FROM "order_line" WHERE "product_id" = $1',
    [PRODUCT],
  )
  expect(sold?.quantity).toBe(LEFT)
  for (const [index, buyer] of buyers.entries()) {
    const bought = replies[index]?.status === 201
    expect(await buyer.cart(), `buyer ${index}`).toEqual(bought ? {} : { [PRODUCT]: 1 })
    expect((await buyer.get('/api/orders')).json<{ orders: unknown[] }>().orders, `buyer ${index}`).toHaveLength(bought ? 1 : 0)
  }
  await setStock(stack, PRODUCT, 22)
})

async function arrive(url: string): Promise<Client> {
  const buyer = new Client(url)
  const { email, password } = await buyer.signUp()
  await buyer.signIn(email, password)
  const { status } = await buyer.add(PRODUCT)
  if (status !== 200) throw new Error(`the cart answered ${status}`)
  return buyer
}
