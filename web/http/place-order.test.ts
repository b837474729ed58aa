import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Change, LIFETIMES, type SessionStore, StoreUnavailable } from '@/sessions'
import type { RequestSession } from '@/sessions/request'
import { openMemoryStore } from '@/sessions/stores/memory'
import { quantitiesOf } from '@/shop/cart'
import { database } from '@/shop/database'
import { checkoutForm, makeProduct, makeUser, onTestDatabase } from '@/shop/testing'
import { checkOut } from './place-order'

onTestDatabase()

const ELEVEN_MINUTES = 11 * 60_000

/** A signed-in shopper with a cart and a clock that can be moved on; `pay` is one press of one Pay button. */
async function shopper(productId: string, quantity: number) {
  let offset = 0
  const store = openMemoryStore({ clockOffsetMs: () => offset })
  const { id: userId } = await makeUser()
  const key = randomUUID()
  const signIn = async (lines: number) => {
    const change: Change = { id: randomUUID(), steps: [{ add: `cart:${productId}`, by: lines }] }
    return (await store.create({ change, lifetime: LIFETIMES.keptSignedIn, userId, fence: await store.fence(userId) })).token
  }
  let token = await signIn(quantity)
  return {
    pay: (over: Partial<SessionStore> = {}) => checkOut(requestOf({ store, token, over }), key, checkoutForm()),
    add: (by: number) => store.change(token, { id: randomUUID(), steps: [{ add: `cart:${productId}`, by }] }),
    inCart: async () => quantitiesOf(await store.read(token)).get(productId) ?? 0,
    later: (ms: number) => {
      offset += ms
    },
    signOut: () => store.end(token),
    signInAgain: async (lines: number) => {
      token = await signIn(lines)
    },
  }
}

/** The part of a request's session that a checkout uses. */
function requestOf({ store, token, over }: { store: SessionStore; token: string; over: Partial<SessionStore> }): RequestSession {
  const change = over.change ?? store.change.bind(store)
  const changeKnown = async (asked: Change) => {
    const answer = await change(token, asked)
    return answer === null || answer === 'moved' ? answer : answer.session
  }
  return { mode: 'memory', read: () => store.read(token), changeKnown } as RequestSession
}

const away = { change: () => Promise.reject(new StoreUnavailable('memory', 'change', new Error('away'))) }

test('a Pay repeated after the store has forgotten it takes nothing that was added since', async () => {
  const { id } = await makeProduct({ stock: 20 })
  const { pay, add, inCart, later } = await shopper(id, 2)
  const order = await pay()
  expect(await inCart()).toBe(0)
  await add(3)
  later(ELEVEN_MINUTES)
  expect(await pay()).toEqual(order)
  expect(await inCart()).toBe(3)
})

test('a Pay repeated after signing out and in takes nothing of the new session', async () => {
  const { id } = await makeProduct({ stock: 20 })
  const { pay, inCart, signOut, signInAgain } = await shopper(id, 2)
  const order = await pay()
  await signOut()
  await signInAgain(2)
  expect(await pay()).toEqual(order)
  expect(await inCart()).toBe(2)
})

test('an order whose cart could not be changed is settled by the next try, however late, and once', async () => {
  const { id } = await makeProduct({ stock: 20 })
  const { pay, add, inCart, later } = await shopper(id, 2)
  await expect(pay(away)).rejects.toThrow(StoreUnavailable)
  expect(await database().orderLine.count({ where: { productId: id } })).toBe(1)
  expect(await inCart()).toBe(2)
  await add(1)
  later(ELEVEN_MINUTES)
  await pay()
  expect(await inCart()).toBe(1)
  later(ELEVEN_MINUTES)
  await pay()
  expect(await inCart()).toBe(1)
})

test('a try that dies between the change and its mark is repeated without harm', async () => {
  const { id } = await makeProduct({ stock: 20 })
  const { pay, add, inCart, later } = await shopper(id, 2)
  const order = await pay()
  await database().order.update({ where: { id: order.id }, data: { settledAt: null } })
  await add(3)
  await pay()
  later(ELEVEN_MINUTES)
  await pay()
  expect(await inCart()).toBe(3)
})

test('a session that ended under the order leaves it to be settled', async () => {
  const { id } = await makeProduct({ stock: 20 })
  const { pay, inCart, signInAgain } = await shopper(id, 2)
  const order = await pay({ change: async () => null })
  await signInAgain(2) // with the cart that its sign-out saved
  expect(await pay()).toEqual(order)
  expect(await inCart()).toBe(0)
})
