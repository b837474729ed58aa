import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { SessionStore } from '@/sessions'
import { openRedisStore } from '@/sessions/stores/redis'
import { startTestSentinel, type TestSentinel } from '@/sessions/stores/redis/test-sentinel'
import { eventually } from '@/sessions/stores/redis/test-server'
import { database } from '@/shop/database'
import { keepCart } from '@/shop/saved-cart'
import { makeProduct, onTestDatabase } from '@/shop/testing'
import { signIn } from './sign-in'
import { signOut } from './sign-out'
import { Browser, makeAccount } from './testing'

vi.mock('next/headers', async () => (await import('./testing-headers')).nextHeaders)
onTestDatabase()

let servers: TestSentinel
let store: SessionStore
beforeAll(async () => {
  servers = await startTestSentinel()
})
afterAll(() => servers?.remove())
beforeEach(async () => {
  await servers.untilWhole()
  store = openRedisStore(servers.url)
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => store.close())

/** What the master does meanwhile a failover would undo. */
async function withoutCopies(work: () => Promise<void>) {
  const replicas = (await servers.replicas()).map(servers.node)
  for (const replica of replicas) replica.freeze()
  await work().finally(() => {
    for (const replica of replicas) replica.thaw()
  })
}

test('a sign-out that no copy has is not done when it is repeated either, until one has it', async () => {
  const browser = new Browser(store)
  await browser.send(async (session) => signIn(session, (await makeAccount()).credentials))
  await withoutCopies(async () => {
    for (let tries = 0; tries < 2; tries++) await expect(browser.send(signOut)).rejects.toThrow(/no copy has it/)
  })
  await eventually(() => browser.send(signOut))
})

test('a saved cart stays in the account until a copy knows that it was taken over: a session from before would give it back', async () => {
  const [account, lamp] = await Promise.all([makeAccount(), makeProduct()])
  await keepCart(account.id, randomUUID(), new Map([[lamp.id, 3]]))
  const saved = () => database().savedCart.count({ where: { userId: account.id } })
  const browser = new Browser(store)
  await browser.send((session) => signIn(session, account.credentials))
  await withoutCopies(async () => {
    expect(await browser.cart()).toEqual({ [lamp.id]: 3 })
    expect(await saved()).toBe(1)
  })
  expect(await browser.cart()).toEqual({ [lamp.id]: 3 })
})
