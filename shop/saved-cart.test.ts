import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { database } from './database'
import { claimSavedCart, keepCart, putDownCart, removeSavedCart, takeBackCart, waitingCarts } from './saved-cart'
import { makeUser, onTestDatabase } from './testing'

onTestDatabase()

const cart = (lines: Record<string, number>) => new Map(Object.entries(lines))
const leaving = () => `redis tag.${randomUUID()}`

async function waiting(userId: string) {
  const { free, unfinished } = await waitingCarts(userId)
  const lines = (carts: typeof free) => carts.map((each) => Object.fromEntries(each.lines))
  return { free: lines(free), unfinished: lines(unfinished) }
}

/** Lets what is put down look older than any sign-out lasts. */
function age(userId: string) {
  return database().savedCart.updateMany({ where: { userId }, data: { savedAt: new Date(Date.now() - 61_000) } })
}

test('a cart that was put down is nobody’s until it is kept, with the final lines', async () => {
  const { id } = await makeUser()
  const session = leaving()
  await putDownCart(id, session, cart({ a: 1 }))
  expect(await waiting(id)).toEqual({ free: [], unfinished: [] })
  await keepCart(id, session, cart({ a: 2 }))
  await age(id)
  expect(await waiting(id)).toEqual({ free: [{ a: 2 }], unfinished: [] })
})

test('a sign-out that died after putting the cart down shows a minute later', async () => {
  const { id } = await makeUser()
  await putDownCart(id, leaving(), cart({ a: 1 }))
  await age(id)
  expect(await waiting(id)).toEqual({ free: [], unfinished: [{ a: 1 }] })
})

test('a repeated sign-out leaves one cart, whatever its earlier tries put down', async () => {
  const { id } = await makeUser()
  const session = leaving()
  await putDownCart(id, session, cart({ a: 1 }))
  const second = await putDownCart(id, session, cart({ a: 2 }))
  await keepCart(id, session, cart({ a: 3 }))
  await takeBackCart(String(second))
  expect(await waiting(id)).toEqual({ free: [{ a: 3 }], unfinished: [] })
})

test('an empty cart is not kept', async () => {
  const { id } = await makeUser()
  const session = leaving()
  await putDownCart(id, session, cart({}))
  await keepCart(id, session, cart({}))
  expect(await database().savedCart.count({ where: { userId: id } })).toBe(0)
})

test('of ten claims at once exactly one gets a cart, keeps it, and nobody finds it waiting', async () => {
  const { id } = await makeUser()
  await keepCart(id, leaving(), cart({ a: 1 }))
  const [saved] = (await waitingCarts(id)).free
  const claims = Array.from({ length: 10 }, () => randomUUID())
  const got = await Promise.all(claims.map((claim) => claimSavedCart(saved?.id ?? '', claim)))
  expect(got.filter(Boolean)).toHaveLength(1)
  const winner = claims[got.indexOf(true)] ?? ''
  expect(await claimSavedCart(saved?.id ?? '', winner), 'and may ask again').toBe(true)
  expect(await waiting(id)).toEqual({ free: [], unfinished: [] })
  await removeSavedCart(saved?.id ?? '', winner)
  expect(await database().savedCart.count({ where: { userId: id } })).toBe(0)
})
