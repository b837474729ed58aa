import { beforeEach, expect, test, vi } from 'vitest'
import { findAccount, setDisabled } from '@/shop/accounts'
import { database } from '@/shop/database'
import { onTestDatabase } from '@/shop/testing'
import { signedIn } from '@/web/http/signed-in'
import { accountsCall } from '@/web/internal/accounts'
import { signIn } from './sign-in'
import { Browser, makeAccount, testStore } from './testing'

vi.mock('next/headers', async () => (await import('./testing-headers')).nextHeaders)
onTestDatabase()

let store = testStore()
beforeEach(() => {
  store = testStore()
})

const enter = (browser: Browser, credentials: Awaited<ReturnType<typeof makeAccount>>['credentials']) =>
  browser.send((session) => signIn(session, credentials))
const close = (user: string) => accountsCall({ action: 'disable', user }, { modes: ['memory'], storeFor: () => store })
const open = (user: string) => accountsCall({ action: 'enable', user }, { modes: ['memory'], storeFor: () => store })

test('closed: nobody is signed in, the right password is told why, a wrong one is not; open again: as before', async () => {
  const { id, email, credentials } = await makeAccount()
  const [first, second] = [new Browser(store), new Browser(store)]
  for (const each of [first, second]) await enter(each, credentials)
  expect(await close(email)).toEqual({ user: { id, email }, ended: 2, problems: [] })
  expect(await close(id), 'again').toEqual({ user: { id, email }, ended: 0, problems: [] })
  expect(await store.list(id)).toEqual([])
  await expect(enter(first, credentials)).rejects.toMatchObject({ status: 403, code: 'account-disabled' })
  expect(await enter(first, { ...credentials, password: 'wrong password' })).toBeNull()
  expect(await open(email)).toEqual({ user: { id, email }, ended: 0, problems: [] })
  expect(await enter(first, credentials)).toMatchObject({ account: { id } })
})

test('what an operator does is logged, without the address', async () => {
  const { id, email, credentials } = await makeAccount()
  await enter(new Browser(store), credentials)
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await close(email)
  await open(email)
  const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)))
  expect(lines.map(({ event, user, count }) => [event, user, count])).toEqual([
    ['account-disabled', id, undefined],
    ['forced-end', id, 1],
    ['account-enabled', id, undefined],
  ])
  expect(JSON.stringify(lines)).not.toContain(email)
})

test('since when it is closed stays, whoever closes it again', async () => {
  const { id } = await makeAccount()
  const since = async () => (await database().user.findUniqueOrThrow({ where: { id } })).disabledAt
  await setDisabled(id, true)
  const first = await since()
  await Promise.all([setDisabled(id, true), setDisabled(id, true)])
  expect(await since()).toEqual(first)
  expect(first).not.toBeNull()
})

test('a session that survives in a replica nobody reached is a guest’s, also when the account is open again', async () => {
  const { id, credentials } = await makeAccount()
  const browser = new Browser(store)
  await enter(browser, credentials)
  await setDisabled(id, true)
  expect(await findAccount(id)).toBeNull()
  await expect(browser.send((session) => signedIn(session))).rejects.toMatchObject({ status: 401 })
  await setDisabled(id, false)
  await expect(browser.send((session) => signedIn(session))).rejects.toMatchObject({ status: 401 })
  await enter(browser, credentials)
  expect(await browser.send((session) => signedIn(session))).toMatchObject({ account: { id } })
})

test('closed while the password is being checked: the sign-in comes too late, on either side of the fence', async () => {
  const before = await makeAccount()
  const fence = store.fence.bind(store)
  const spy = vi.spyOn(store, 'fence')
  spy.mockImplementationOnce(async (userId) => {
    await close(before.id)
    return fence(userId)
  })
  await expect(enter(new Browser(store), before.credentials)).rejects.toMatchObject({ status: 403 })
  const after = await makeAccount()
  spy.mockImplementationOnce(async (userId) => {
    const taken = await fence(userId)
    await close(after.id)
    return taken
  })
  await expect(enter(new Browser(store), after.credentials)).rejects.toMatchObject({ status: 403 })
  for (const { id } of [before, after]) expect(await store.list(id)).toEqual([])
})

test('sign-ins that race a closing leave no session', async () => {
  const { id, credentials } = await makeAccount()
  const entering = Array.from({ length: 16 }, () => enter(new Browser(store), credentials).catch((error) => error))
  await Promise.race(entering)
  await close(id)
  await Promise.all(entering)
  expect(await store.list(id)).toEqual([])
})
