import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { database } from './database'
import { claimSavedCarts, releaseSavedCarts, saveCart, settleSavedCarts } from './saved-cart'
import { makeUser, onTestDatabase } from './testing'

onTestDatabase()

test('two sign-outs leave one sum; a retried sign-in sees it again, another one does not, and settling removes it', async () => {
  const { id } = await makeUser()
  await Promise.all([
    saveCart(id, new Map([['a', 2]])),
    saveCart(
      id,
      new Map([
        ['a', 1],
        ['b', 4],
      ]),
    ),
  ])
  const mine = randomUUID()
  expect(Object.fromEntries(await claimSavedCarts(id, mine))).toEqual({ a: 3, b: 4 })
  expect(Object.fromEntries(await claimSavedCarts(id, mine))).toEqual({ a: 3, b: 4 })
  expect((await claimSavedCarts(id, 'another')).size).toBe(0)
  await settleSavedCarts(id, mine)
  expect((await claimSavedCarts(id, mine)).size).toBe(0)
})

test('ten sign-ins at once: exactly one gets the saved cart', async () => {
  const { id } = await makeUser()
  await saveCart(id, new Map([['a', 1]]))
  const claims = await Promise.all(Array.from({ length: 10 }, () => claimSavedCarts(id, randomUUID())))
  expect(claims.filter((lines) => lines.size > 0)).toHaveLength(1)
})

test('a claim that was given back, or never settled for a minute, can be claimed again', async () => {
  const { id } = await makeUser()
  await saveCart(id, new Map([['a', 1]]))
  await claimSavedCarts(id, 'first')
  await releaseSavedCarts(id, 'first')
  expect((await claimSavedCarts(id, 'second')).size).toBe(1)
  await database().savedCart.updateMany({ where: { userId: id }, data: { claimedAt: new Date(Date.now() - 61_000) } })
  expect((await claimSavedCarts(id, 'third')).size).toBe(1)
})

test('an empty cart is not saved', async () => {
  const { id } = await makeUser()
  await saveCart(id, new Map())
  expect(await database().savedCart.count({ where: { userId: id } })).toBe(0)
})
