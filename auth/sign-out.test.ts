import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test, vi } from 'vitest'
import { StoreUnavailable } from '@/sessions'
import { database } from '@/shop/database'
import { keepCart, waitingCarts } from '@/shop/saved-cart'
import { makeProduct, onTestDatabase } from '@/shop/testing'
import { signIn } from './sign-in'
import { signOut } from './sign-out'
import { Browser, loseAnswerOnce, makeAccount, testStore } from './testing'

vi.mock('next/headers', async () => (await import('./testing-headers')).nextHeaders)
onTestDatabase()

let store = testStore()
beforeEach(() => {
  store = testStore()
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

async function signedIn() {
  const [account, lamp] = await Promise.all([makeAccount(), makeProduct()])
  const browser = new Browser(store)
  await browser.add(lamp.id, 2)
  await browser.send((session) => signIn(session, account.credentials))
  return { account, lamp, browser }
}

const saved = async (userId: string) => (await waitingCarts(userId)).free.map(({ lines }) => Object.fromEntries(lines))

function breakDatabase(call: 'create' | 'deleteMany') {
  vi.spyOn(database().savedCart, call).mockImplementationOnce((() => Promise.reject(new Error('away'))) as never)
}

test('a cart that cannot be put down keeps the session; afterwards sign-out works', async () => {
  const { account, lamp, browser } = await signedIn()
  breakDatabase('create')
  await expect(browser.send(signOut)).rejects.toThrow()
  expect(await browser.cart()).toEqual({ [lamp.id]: 2 })
  expect((await browser.send((session) => session.read()))?.userId).toBe(account.id)
  await browser.send(signOut)
  expect(browser.token).toBeNull()
  expect(await saved(account.id)).toEqual([{ [lamp.id]: 2 }])
})

test('so does signing in as somebody else', async () => {
  const { account, lamp, browser } = await signedIn()
  const other = await makeAccount()
  const enter = () => browser.send((session) => signIn(session, other.credentials))
  breakDatabase('create')
  await expect(enter()).rejects.toThrow()
  expect(await browser.cart()).toEqual({ [lamp.id]: 2 })
  await enter()
  expect(await browser.cart()).toEqual({})
  expect(await saved(account.id)).toEqual([{ [lamp.id]: 2 }])
})

test('a change that was acknowledged after the cart was put down is in the saved cart', async () => {
  const { account, lamp, browser } = await signedIn()
  const { token } = browser
  const end = store.end.bind(store)
  vi.spyOn(store, 'end').mockImplementationOnce(async (which) => {
    await new Browser(store, token).add(lamp.id, 1)
    return end(which)
  })
  await browser.send(signOut)
  expect(await saved(account.id)).toEqual([{ [lamp.id]: 3 }])
})

test('two sign-outs at once keep the cart once', async () => {
  const { account, lamp, browser } = await signedIn()
  const { token } = browser
  await Promise.all(Array.from({ length: 4 }, () => new Browser(store, token).send(signOut)))
  expect(await database().savedCart.count({ where: { userId: account.id } })).toBe(1)
  expect(await saved(account.id)).toEqual([{ [lamp.id]: 2 }])
})

test('a sign-out that died after the session ended leaves the cart to a sign-in a minute later; one that died before leaves it in the session', async () => {
  const { account, lamp, browser } = await signedIn()
  const old = () => database().savedCart.updateMany({ where: { userId: account.id }, data: { savedAt: new Date(Date.now() - 61_000) } })
  const elsewhere = new Browser(store)
  vi.spyOn(await stores(), 'storeFor').mockReturnValue(store)

  vi.spyOn(store, 'end').mockRejectedValueOnce(new StoreUnavailable('memory', 'end'))
  await expect(browser.send(signOut)).rejects.toThrow(StoreUnavailable)
  await old()
  await elsewhere.send((session) => signIn(session, account.credentials))
  expect(await elsewhere.cart()).toEqual({})
  expect(await browser.cart()).toEqual({ [lamp.id]: 2 })

  loseAnswerOnce(store, 'end', new StoreUnavailable('memory', 'end'))
  await expect(browser.send(signOut)).rejects.toThrow(StoreUnavailable)
  await old()
  await elsewhere.send((session) => signIn(session, account.credentials))
  expect(await elsewhere.cart()).toEqual({ [lamp.id]: 2 })
})

test('a guest’s sign-out does nothing', async () => {
  const guest = new Browser(store)
  await guest.add('p-lamp', 1)
  const { token } = guest
  await guest.send(signOut)
  expect(guest.token).toBe(token)
  expect(await guest.cart()).toEqual({ 'p-lamp': 1 })
})

test('a sign-out as the first request of a session keeps the saved cart that came in, once', async () => {
  const account = await makeAccount()
  const { id } = await makeProduct()
  await keepCart(account.id, randomUUID(), new Map([[id, 3]]))
  const browser = new Browser(store)
  await browser.send((session) => signIn(session, account.credentials))
  await browser.send(signOut)
  expect(await saved(account.id)).toEqual([{ [id]: 3 }])
})

async function stores() {
  return (await import('@/sessions/request/opened-stores')).openedStores() as unknown as { storeFor: () => typeof store }
}
