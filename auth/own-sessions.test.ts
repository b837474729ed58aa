import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Session, StoreUnavailable } from '@/sessions'
import * as openedStores from '@/sessions/request/opened-stores'
import * as savedCart from '@/shop/saved-cart'
import { makeProduct, onTestDatabase } from '@/shop/testing'
import { endOtherSessions } from './own-sessions'
import { signIn } from './sign-in'
import { Browser, makeAccount, testStore } from './testing'

vi.mock('next/headers', async () => (await import('./testing-headers')).nextHeaders)
vi.mock('@/shop/saved-cart', { spy: true })
onTestDatabase()

let store = testStore()
beforeEach(() => {
  store = testStore()
  vi.spyOn(openedStores, 'openedStores').mockReturnValue({ stores: [store] } as never)
  vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.spyOn(console, 'log').mockImplementation(() => {})
})
afterEach(() => vi.mocked(savedCart.putDownCart).mockReset())

/** A signed-in browser of somebody who has more sessions elsewhere, the oldest first. */
async function signedIn(sessions: number) {
  const { credentials, id } = await makeAccount()
  const enter = async () => {
    const browser = new Browser(store)
    await browser.send((session) => signIn(session, credentials))
    return browser
  }
  const others: Browser[] = []
  for (let n = 0; n < sessions; n++) others.push(await enter())
  const mine = await enter()
  const endOthers = () => mine.send(async (session) => endOtherSessions(session, (await session.read()) as Session & { userId: string }))
  const left = async () => (await store.list(id)).length
  return { others, enter, endOthers, left }
}

test('of very many sessions all are ended, five with their carts at once, and the carts of the newest twenty wait', async () => {
  const { others, enter, endOthers, left } = await signedIn(23)
  const lamp = await makeProduct({ stock: 100 })
  for (const other of others) await other.add(lamp.id, 1)
  let [now, most] = [0, 0]
  const putDown = vi.mocked(savedCart.putDownCart)
  const { putDownCart: real } = await vi.importActual<typeof savedCart>('@/shop/saved-cart')
  putDown.mockImplementation(async (...given) => {
    most = Math.max(most, ++now)
    return real(...given).finally(() => now--)
  })
  expect(await endOthers()).toBe(23)
  expect(await left()).toBe(1)
  expect(most).toBe(5)
  expect(await (await enter()).cart()).toEqual({ [lamp.id]: 20 })
})

test('when no cart can be kept, all are ended even so', async () => {
  const { endOthers, left } = await signedIn(12)
  vi.mocked(savedCart.putDownCart).mockRejectedValue(new Error('Postgres is away'))
  expect(await endOthers()).toBe(12)
  expect(await left()).toBe(1)
})

test('when the list cannot be had, all are ended even so; when nothing can be ended, that is told', async () => {
  const { endOthers, left } = await signedIn(2)
  const away = (call: 'list' | 'endAll') => new StoreUnavailable('memory', call, new Error('away'))
  vi.spyOn(store, 'list').mockRejectedValueOnce(away('list'))
  vi.spyOn(store, 'endAll').mockRejectedValueOnce(away('endAll'))
  await expect(endOthers()).rejects.toThrow(StoreUnavailable)
  vi.mocked(store.list).mockRejectedValueOnce(away('list'))
  expect(await endOthers()).toBe(2)
  expect(await left()).toBe(1)
})
