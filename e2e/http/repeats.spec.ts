import { randomUUID } from 'node:crypto'
import type { Stack } from '../../infra/local/stack'
import { ORDER } from '../support/checkout'
import { makeProduct, removeProduct, setStock } from '../support/database'
import { expectProblem } from '../support/problem'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'

const withKey = (key: string) => ({ headers: { 'idempotency-key': key } })

const made: string[] = []

/** A product of one's own, so that its stock is nobody else's. */
async function ownProduct(stack: Stack, stock: number): Promise<string> {
  const id = `p-${randomUUID()}`
  made.push(id)
  await makeProduct(stack, id, stock)
  return id
}

// Other files count the catalogue.
test.afterEach(async ({ stack }) => {
  for (const id of made.splice(0)) await removeProduct(stack, id)
})

test('an answered add or set is answered again when everything is sold meanwhile; a new one is refused', async ({ client, stack }) => {
  const id = await ownProduct(stack, 5)
  const [added, changed] = [randomUUID(), randomUUID()]
  const set = (key: string) => client.patch(`/api/cart/lines/${id}`, { quantity: 4 }, withKey(key))
  const first = await client.add(id, 2, added)
  expect(first.status).toBe(200)
  await setStock(stack, id, 0)
  const again = await client.add(id, 2, added)
  expect([again.status, again.json<{ count: number }>().count]).toEqual([200, 2])
  expectProblem(await client.add(id, 2), 409, 'a new add')

  await setStock(stack, id, 5)
  expect((await set(changed)).json()).toMatchObject({ count: 4 })
  await setStock(stack, id, 0)
  expect((await set(changed)).json()).toMatchObject({ count: 4 })
  expectProblem(await set(randomUUID()), 409, 'a new set')
  expect(await client.cart()).toEqual({ [id]: 4 })
  expect((await client.patch(`/api/cart/lines/${id}`, { quantity: 4 }, withKey(added))).status, 'a key used for something else').toBe(422)
})

test('a guest whose first add is refused gets no session', async ({ client, stack }) => {
  expectProblem(await client.add(await ownProduct(stack, 0)), 409, 'sold out')
  expect(client.token).toBeUndefined()
})

test('an order repeated after signing out and in takes nothing that was added since', async ({ client }) => {
  const { email, password } = await client.signUp()
  await client.signIn(email, password)
  await client.add(LAMP.id, 2)
  const key = randomUUID()
  const pay = async () => (await client.post('/api/checkout', ORDER, withKey(key))).json<{ order: { id: string } }>().order.id
  const id = await pay()
  await client.signOut()
  await client.signIn(email, password)
  await client.add(LAMP.id, 3)
  await client.add(KETTLE.id)
  expect(await pay()).toBe(id)
  expect(await client.cart()).toEqual({ [LAMP.id]: 3, [KETTLE.id]: 1 })
})

test('a product that is gone stays a line that can be taken out, and cart, count and checkout agree', async ({ client, stack }) => {
  const { email, password } = await client.signUp()
  await client.signIn(email, password)
  const id = await ownProduct(stack, 5)
  await client.add(id, 2)
  await client.add(LAMP.id)
  await removeProduct(stack, id)
  const { lines, ...sums } = (await client.get('/api/cart')).json<{ lines: { productId: string; problem: string | null }[] }>()
  expect(sums).toMatchObject({ count: 3, totalCents: 8_900 })
  expect(lines.find(({ productId }) => productId === id)).toMatchObject({ problem: 'gone', quantity: 2, totalCents: 0 })
  expect((await client.get('/api/session')).json()).toMatchObject({ cartCount: 3 })
  expectProblem(await client.post('/api/checkout', ORDER, withKey(randomUUID())), 409, 'no longer sold')
  expectProblem(await client.patch(`/api/cart/lines/${id}`, { quantity: 1 }), 404, 'fewer of it')
  expect((await client.delete(`/api/cart/lines/${id}`)).json()).toMatchObject({ count: 1, totalCents: 8_900 })
  expect((await client.post('/api/checkout', ORDER, withKey(randomUUID()))).status).toBe(201)
})
