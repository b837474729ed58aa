import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test, vi } from 'vitest'
import { StoreUnavailable } from '@/sessions'
import { newToken } from '@/sessions/token'
import { keepCart, waitingCarts } from '@/shop/saved-cart'
import { makeProduct, onTestDatabase } from '@/shop/testing'
import { signIn } from './sign-in'
import { Browser, loseAnswerOnce, makeAccount, testStore } from './testing'

vi.mock('next/headers', async () => (await import('./testing-headers')).nextHeaders)
onTestDatabase()

let store = testStore()
beforeEach(() => {
  store = testStore()
})

const down = () => new StoreUnavailable('memory', 'renew')

/** An account with three lamps waiting in it. */
async function accountWithLamps() {
  const [account, lamp] = await Promise.all([makeAccount(), makeProduct({ stock: 10 })])
  await keepCart(account.id, randomUUID(), new Map([[lamp.id, 3]]))
  const enter = (browser: Browser, how?: Parameters<Browser['send']>[1]) =>
    browser.send((session) => signIn(session, account.credentials), how)
  return { account, lamp, enter, rows: async () => (await waitingCarts(account.id)).free.length }
}

for (const [what, token] of [
  ['no session', () => null],
  ['an expired session', () => newToken()],
] as const)
  test(`two sign-ins of a browser with ${what}, whose second answer is kept: the saved cart is there`, async () => {
    const { enter, lamp, rows } = await accountWithLamps()
    const browser = new Browser(store, token())
    await enter(browser, { loseAnswer: true })
    await enter(browser)
    expect(await browser.cart()).toEqual({ [lamp.id]: 3 })
    expect(await rows()).toBe(0)
    expect(await browser.cart(), 'it is settled once').toEqual({ [lamp.id]: 3 })
  })

test('of two browsers that sign in at once, the first to come back has the saved cart, and the other keeps its own', async () => {
  const { enter, lamp } = await accountWithLamps()
  const [first, second] = [new Browser(store), new Browser(store)]
  await first.add(lamp.id, 2)
  await enter(first)
  await enter(second)
  expect(await second.cart()).toEqual({ [lamp.id]: 3 })
  expect(await first.cart()).toEqual({ [lamp.id]: 2 })
  expect(await second.cart()).toEqual({ [lamp.id]: 3 })
})

test('a cart that was capped leaves as much as came', async () => {
  const account = await makeAccount()
  const { id } = await makeProduct({ stock: 4 })
  await keepCart(account.id, randomUUID(), new Map([[id, 3]]))
  const [first, second] = [new Browser(store), new Browser(store)]
  await first.add(id, 2)
  for (const browser of [first, second]) await browser.send((session) => signIn(session, account.credentials))
  expect(await second.cart()).toEqual({ [id]: 3 })
  expect(await first.cart()).toEqual({ [id]: 2 })
})

test('requests of one browser at once settle once', async () => {
  const { enter, lamp } = await accountWithLamps()
  const browser = new Browser(store)
  await enter(browser)
  await Promise.all(Array.from({ length: 8 }, () => browser.add(lamp.id, 1)))
  expect(await browser.cart()).toEqual({ [lamp.id]: 11 })
})

test('a page rendered into the answer of the sign-in itself presents nothing', async () => {
  const { enter, rows } = await accountWithLamps()
  const browser = new Browser(store)
  const requestId = randomUUID()
  await enter(browser, { requestId })
  await browser.send((session) => session.read(), { requestId })
  expect(await rows()).toBe(1)
  await browser.cart()
  expect(await rows()).toBe(0)
})

test('a sign-in whose answer the store lost is repeated: the saved cart is there once', async () => {
  const { enter, lamp } = await accountWithLamps()
  const browser = new Browser(store)
  await browser.add(lamp.id, 1)
  loseAnswerOnce(store, 'renew', down())
  await expect(enter(browser)).rejects.toThrow(StoreUnavailable)
  await enter(browser)
  expect(await browser.cart()).toEqual({ [lamp.id]: 4 })
  await enter(browser)
  expect(await browser.cart(), 'and again, signed in').toEqual({ [lamp.id]: 4 })
})

test('what is sold out or no longer sold stays behind, the guest’s own line stays, and it is told', async () => {
  const account = await makeAccount()
  const [soldOut, short] = await Promise.all([makeProduct({ stock: 0 }), makeProduct({ stock: 4 })])
  await keepCart(
    account.id,
    randomUUID(),
    new Map([
      [soldOut.id, 2],
      [short.id, 3],
      ['gone', 1],
    ]),
  )
  const browser = new Browser(store)
  await browser.add(soldOut.id, 1)
  await browser.add(short.id, 2)
  const signed = await browser.send((session) => signIn(session, account.credentials))
  expect(signed?.merged.fromAccount).toBe(2)
  expect(signed?.merged.short.toSorted()).toEqual([soldOut.id, short.id, 'gone'].toSorted())
  expect(await browser.cart()).toEqual({ [soldOut.id]: 1, [short.id]: 4 })
})

test('a sign-in whose sessions are ended meanwhile says so, and takes nothing', async () => {
  const { account, enter, rows } = await accountWithLamps()
  const fence = store.fence.bind(store)
  vi.spyOn(store, 'fence').mockImplementationOnce(async (userId) => {
    const taken = await fence(userId)
    await store.endAll(account.id)
    return taken
  })
  await expect(enter(new Browser(store))).rejects.toMatchObject({ status: 401, code: 'sessions-ended' })
  expect(await rows()).toBe(1)
})

test('with the store away nobody learns who has an account', async () => {
  const { credentials } = await makeAccount()
  vi.spyOn(store, 'fence').mockRejectedValue(down())
  for (const email of [credentials.email, `${randomUUID()}@example.com`, 'no address'])
    await expect(new Browser(store).send((session) => signIn(session, { ...credentials, email }))).rejects.toThrow(StoreUnavailable)
})
