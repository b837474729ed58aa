import { beforeEach, expect, test, vi } from 'vitest'
import { type Session, StoreUnavailable } from '@/sessions'
import * as openedStores from '@/sessions/request/opened-stores'
import { removeAccount } from '@/shop/account-changes'
import { findAccount } from '@/shop/accounts'
import { makeProduct, onTestDatabase } from '@/shop/testing'
import { changePassword, deleteAccount } from './change-account'
import { accountOf } from './forced-end'
import { endOtherSessions } from './own-sessions'
import { signIn } from './sign-in'
import { signOut } from './sign-out'
import { Browser, makeAccount, testStore } from './testing'

vi.mock('next/headers', async () => (await import('./testing-headers')).nextHeaders)
onTestDatabase()

const NEW = 'a better one than before'
let store = testStore()
beforeEach(() => {
  store = testStore()
  vi.spyOn(openedStores, 'openedStores').mockReturnValue({ stores: [store] } as never)
  vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.spyOn(console, 'log').mockImplementation(() => {})
})

async function person() {
  const made = await makeAccount()
  const { credentials, ...account } = made
  const browser = () => new Browser(store)
  const enter = async (one: Browser, password = credentials.password) =>
    one.send((session) => signIn(session, { ...credentials, password })).catch(() => null)
  const own = (session: Session | null) => ({ own: session as Session & { userId: string }, account })
  const change = (one: Browser, currentPassword = credentials.password) =>
    one.send(async (session) => changePassword(session, { ...own(await session.read()), currentPassword }, NEW))
  return { account, browser, enter, own, change, credentials }
}

const accountIn = (one: Browser) => one.send(async (session) => (await accountOf(await session.read(), session.mode))?.email ?? null)

test('while the store cannot end other sessions, no older one is honoured; nor afterwards', async () => {
  const { account, browser, enter, change } = await person()
  const [mine, other] = [browser(), browser()]
  await enter(mine)
  await enter(other)
  const away = vi.spyOn(store, 'endAll').mockRejectedValue(new StoreUnavailable('memory', 'endAll', new Error('away')))
  const list = vi.spyOn(store, 'list').mockRejectedValue(new StoreUnavailable('memory', 'list', new Error('away')))
  await change(mine)
  expect(await accountIn(mine)).toBe(account.email)
  expect(await accountIn(other)).toBeNull()

  const fresh = browser()
  expect(await enter(fresh, NEW)).not.toBeNull()
  expect(await accountIn(fresh)).toBe(account.email)

  away.mockRestore()
  list.mockRestore()
  expect(await accountIn(other), 'nor afterwards').toBeNull()
})

test('a store that is away before the change leaves the old password', async () => {
  const { account, browser, enter, change } = await person()
  const mine = browser()
  await enter(mine)
  vi.spyOn(store, 'fence').mockRejectedValueOnce(new StoreUnavailable('memory', 'fence', new Error('away')))
  await expect(change(mine)).rejects.toThrow(StoreUnavailable)
  expect(await enter(browser(), NEW)).toBeNull()
  expect(await accountIn(mine)).toBe(account.email)
})

test('sign-ins with the old password that race a change of it: none is signed in afterwards', async () => {
  const { browser, enter, change } = await person()
  const mine = browser()
  await enter(mine)
  const racers = Array.from({ length: 8 }, browser)
  await Promise.all([...racers.map((one) => enter(one)), change(mine)])
  for (const one of racers) expect(await accountIn(one)).toBeNull()
  expect(await accountIn(mine)).not.toBeNull()
})

test('a sign-in that found its account before the change and asks for the fence after it comes too late with the old password', async () => {
  const { browser, enter, change } = await person()
  const mine = browser()
  await enter(mine)
  const fence = store.fence.bind(store)
  const late = browser()
  vi.spyOn(store, 'fence').mockImplementationOnce(async (userId) => {
    await change(mine)
    return fence(userId)
  })
  expect(await enter(late)).toBeNull()
  expect(await accountIn(late)).toBeNull()
  expect(await accountIn(mine)).not.toBeNull()
})

test('two changes at once: one of them wins, and nobody who changed nothing is signed in', async () => {
  const { browser, enter, change } = await person()
  const [one, two, third] = [browser(), browser(), browser()]
  for (const each of [one, two, third]) await enter(each)
  const results = await Promise.allSettled([change(one), change(two)])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const [winner] = results[0]?.status === 'fulfilled' ? [one] : [two]
  expect(await accountIn(winner as Browser), 'who is told "saved" stays signed in').not.toBeNull()
  expect(await accountIn(third)).toBeNull()
  expect(await enter(browser())).toBeNull()
  expect(await enter(browser(), NEW)).not.toBeNull()
})

test('ending the others keeps what they were given, also while they are shopping', async () => {
  const { browser, enter, own, credentials } = await person()
  const lamp = await makeProduct()
  const [mine, other] = [browser(), browser()]
  await enter(mine)
  await enter(other)
  const adds = Array.from({ length: 10 }, () => other.add(lamp.id, 1).then(() => 1))
  const ended = mine.send(async (session) => endOtherSessions(session, own(await session.read()).own))
  await Promise.all([...adds, ended])
  const again = browser()
  await again.send((session) => signIn(session, credentials))
  const [kept, guest] = [await again.cart(), await other.cart()]
  expect((kept[lamp.id] ?? 0) + (guest[lamp.id] ?? 0)).toBe(10)
})

test('an account that is deleted while it signs in elsewhere is nobody there', async () => {
  const { account, browser, enter, own, credentials } = await person()
  const mine = browser()
  await enter(mine)
  const racers = Array.from({ length: 4 }, browser)
  const gone = mine.send(async (session) => deleteAccount(session, { ...own(await session.read()), currentPassword: credentials.password }))
  await Promise.all([...racers.map((one) => enter(one)), gone])
  expect(await findAccount(account.id)).toBeNull()
  for (const one of [mine, ...racers]) expect(await accountIn(one)).toBeNull()
})

test('what is left of a deleted account in another replica can sign out, and sign in as somebody else', async () => {
  const { account, browser, enter } = await person()
  const somebody = await makeAccount()
  const lamp = await makeProduct()
  const [left, other] = [browser(), browser()]
  for (const each of [left, other]) {
    await enter(each)
    await each.add(lamp.id, 1)
  }
  await removeAccount(account.id) // through a replica that knows nothing of these sessions
  await left.send(signOut)
  expect(left.token).toBeNull()
  expect(await other.send((session) => signIn(session, somebody.credentials))).toMatchObject({ account: { id: somebody.id } })
})
