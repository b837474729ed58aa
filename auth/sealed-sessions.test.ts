import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Session } from '@/sessions'
import { arrived } from '@/sessions/request/arrival'
import * as openedStores from '@/sessions/request/opened-stores'
import { openTestStore } from '@/sessions/stores/stateless/testing'
import { database } from '@/shop/database'
import { makeProduct, onTestDatabase } from '@/shop/testing'
import { endInEveryStore } from '@/web/internal/ask-stores'
import { changePassword } from './change-account'
import { accountOf } from './forced-end'
import { endOtherSessions, ownSessions } from './own-sessions'
import { signIn } from './sign-in'
import { signOut } from './sign-out'
import { Browser, makeAccount } from './testing'

vi.mock('next/headers', async () => (await import('./testing-headers')).nextHeaders)
onTestDatabase()

let { store } = openTestStore()
const stores = () => ({ stores: [store], modes: ['stateless' as const], storeFor: () => store })
beforeEach(() => {
  store = openTestStore().store
  vi.spyOn(openedStores, 'openedStores').mockReturnValue(stores() as never)
  vi.spyOn(console, 'log').mockImplementation(() => {})
})

type Own = Session & { userId: string }
const PASSWORD = 'a better one than before'

/** Somebody in two browsers, and a copy of the first one's cookie. */
async function inTwoBrowsers() {
  const { credentials, ...account } = await makeAccount()
  const browsers = [1, 2].map(() => new Browser(store, null, undefined, 'stateless'))
  for (const each of browsers) await each.send((session) => signIn(session, credentials))
  const [mine, other] = browsers as [Browser, Browser]
  const stolen = new Browser(store, mine.token, undefined, 'stateless')
  return { mine, other, stolen, account, credentials }
}

const accountIn = (one: Browser) => one.send(async (session) => (await accountOf(await session.read(), session.mode))?.id ?? null)
const endOthers = (one: Browser) => one.send(async (session) => endOtherSessions(session, (await session.read()) as Own))
const listed = (one: Browser) => one.send(async (session) => ownSessions(session, (await session.read()) as Own))
const newPassword = (one: Browser, account: { id: string; name: string; email: string }, currentPassword: string) =>
  one.send(async (session) => changePassword(session, { own: (await session.read()) as Own, account, currentPassword }, PASSWORD))

describe('without STATELESS_REVOCATION', () => {
  test('nothing ends a sealed session: not its sign-out, not "all others", not a new password', async () => {
    const { mine, other, stolen, account, credentials } = await inTwoBrowsers()
    expect(await listed(mine)).toMatchObject({ sessions: [{ isThis: true }], isComplete: false, others: 'out-of-reach' })
    expect(await endOthers(mine)).toBe(0)
    await newPassword(mine, account, credentials.password)
    for (const each of [mine, other, stolen]) expect(await accountIn(each)).toBe(account.id)
    await mine.send((session) => signOut(session))
    expect(mine.token).toBeNull()
    expect(await accountIn(stolen)).toBe(account.id)
  })

  test('but an account that is gone, or closed for now, is nobody’s', async () => {
    const { mine, account } = await inTwoBrowsers()
    await database().user.update({ where: { id: account.id }, data: { disabledAt: new Date() } })
    expect(await accountIn(mine)).toBeNull()
  })
})

describe('with STATELESS_REVOCATION=db', () => {
  beforeEach(() => {
    vi.stubEnv('STATELESS_REVOCATION', 'db')
  })

  test('"all others" ends what was sealed before it, and the browser that asks goes on', async () => {
    const { mine, other, stolen, account, credentials } = await inTwoBrowsers()
    expect(await listed(mine)).toMatchObject({ isComplete: false, others: 'unlisted' })
    await endOthers(mine)
    expect(await accountIn(mine)).toBe(account.id)
    for (const each of [other, stolen]) expect(await accountIn(each)).toBeNull()
    await other.send((session) => signIn(session, credentials))
    expect(await accountIn(other)).toBe(account.id)
    expect(await accountIn(mine)).toBe(account.id)
  })

  test('so does a new password', async () => {
    const { mine, other, stolen, account, credentials } = await inTwoBrowsers()
    await newPassword(mine, account, credentials.password)
    expect(await accountIn(mine)).toBe(account.id)
    for (const each of [other, stolen]) expect(await accountIn(each)).toBeNull()
  })

  test("so does an operator's end-all, for every session of the user", async () => {
    const { mine, other, account } = await inTwoBrowsers()
    expect(await endInEveryStore(stores(), account.id)).toEqual({ ended: 0, problems: [] })
    for (const each of [mine, other]) expect(await accountIn(each)).toBeNull()
  })

  test('a sign-out of one session still ends no copy of it', async () => {
    const { mine, stolen, account } = await inTwoBrowsers()
    await mine.send((session) => signOut(session))
    expect(await accountIn(stolen)).toBe(account.id)
  })
})

describe('carts of an account', () => {
  /** What the proxy does for a request, twice at the same time: the settled session of either. */
  const presentedTwice = async (one: Browser) => {
    const token = one.token ?? ''
    const session = (await store.read(token)) as Session
    const settle = () =>
      arrived(
        session,
        'another request',
        async (change) => {
          const answer = await store.change(token, change)
          return answer && answer !== 'moved' ? answer.session : null
        },
        true,
      )
    return Promise.all([settle(), settle()])
  }

  test('a cart that waited is in the session once, however often its arrival is settled, and in no second one', async () => {
    const { credentials } = await makeAccount()
    const lamp = await makeProduct({ stock: 100 })
    const browser = () => new Browser(store, null, undefined, 'stateless')
    const first = browser()
    await first.send((session) => signIn(session, credentials))
    await first.add(lamp.id, 2)
    await first.send((session) => signOut(session))
    const [again, late] = [browser(), browser()]
    for (const each of [again, late]) await each.send((session) => signIn(session, credentials))
    for (const session of [...(await presentedTwice(again)), ...(await presentedTwice(again))])
      expect(session.attributes).toMatchObject({ [`cart:${lamp.id}`]: 2 })
    for (const session of await presentedTwice(late)) expect(session.attributes[`cart:${lamp.id}`]).toBeUndefined()
    const third = browser()
    await third.send((session) => signIn(session, credentials))
    expect(await third.cart()).toEqual({})
  })

  test('one that does not fit into the cookie waits on, and the sign-in succeeds without it', async () => {
    const { credentials } = await makeAccount()
    const products = await Promise.all(Array.from({ length: 50 }, () => makeProduct({ stock: 100 })))
    const [some, more] = [products.slice(0, 20), products.slice(20)]
    const browser = () => new Browser(store, null, undefined, 'stateless')
    const fill = async (one: Browser, which: typeof products) => {
      for (const { id } of which) await one.add(id, 1)
    }
    const first = browser()
    await first.send((session) => signIn(session, credentials))
    await fill(first, some)
    await first.send((session) => signOut(session))
    const second = browser()
    await fill(second, more)
    const signed = await second.send((session) => signIn(session, credentials))
    expect(signed?.merged.short).toHaveLength(20)
    expect(Object.keys(await second.cart())).toHaveLength(30)
    const third = browser()
    await third.send((session) => signIn(session, credentials))
    expect(Object.keys(await third.cart()), 'it waited').toHaveLength(20)
  })
})
