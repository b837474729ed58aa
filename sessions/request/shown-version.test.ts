import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Session, SessionStore, Step } from '../index'
import { openRedisStore } from '../stores/redis'
import { openStallingWay, type StallingWay } from '../stores/redis/near-cache/stalling-way'
import { countersOf, untilSound } from '../stores/redis/near-cache/test-kit'
import { startTestServer, type TestServer } from '../stores/redis/test-server'
import { shownAtTheDoor } from './at-the-door'
import { byHeader } from './carrier'
import { openRequestSession } from './open-request-session'
import * as opened from './opened-stores'
import { RequestSession } from './request-session'

type Cookie = { readonly name: string; readonly value: string; readonly maxAge?: number }
type Options = { readonly requestId?: string; readonly delayMs?: number; readonly arrives?: Promise<unknown> }
/** A request under way: what its browser sent, what its answer sets, and the replica's store that it came to. */
type UnderWay = { readonly headers: Headers; readonly sent: Map<string, string>; readonly set: Cookie[]; readonly store: SessionStore }

const underWay = vi.hoisted(() => ({ current: undefined as unknown as AsyncLocalStorage<UnderWay> }))
underWay.current = new AsyncLocalStorage()
const now = () => underWay.current.getStore() as UnderWay
vi.mock('next/headers', () => ({
  headers: async () => now().headers,
  cookies: async () => ({
    get: (name: string) => (now().sent.has(name) ? { name, value: now().sent.get(name) } : undefined),
    getAll: () => [...now().sent].map(([name, value]) => ({ name, value })),
    set: (name: string, value: string, options: object) => now().set.push({ name, value, ...options }),
  }),
}))

let server: TestServer
let ways: StallingWay[]
let replicas: SessionStore[]
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.remove())
beforeEach(async () => {
  ways = await Promise.all([0, 1].map(() => openStallingWay(server.port)))
  replicas = ways.map(({ url }) => openRedisStore(`${url}?near-cache=on`))
  vi.spyOn(opened, 'openedStores').mockReturnValue({ isLab: false, has: () => true, storeFor: () => now().store } as never)
})
afterEach(async () => {
  await Promise.all(replicas.map((store) => store.close()))
  await Promise.all(ways.map((way) => way.close()))
})

const add: Step = { add: 'cart:p1', by: 1 }
const change = () => ({ id: randomUUID(), steps: [add] })

/** A browser with its cookies; its requests may be under way at the same time. */
class Browser {
  readonly jar = new Map<string, string>()
  /** The highest version in any answer that has arrived. */
  highest = 0

  constructor(readonly scheme: 'http' | 'https' = 'http') {}

  /** One request, whose answer takes so long to arrive, or comes after something else. */
  async send<T>(store: SessionStore, work: () => Promise<T>, { requestId = randomUUID(), delayMs = 0, arrives }: Options = {}): Promise<T> {
    const headers = new Headers({ 'x-request-id': requestId, 'x-forwarded-proto': this.scheme, host: 'shop.example' })
    const request: UnderWay = { headers, sent: new Map(this.jar), set: [], store }
    const answer = await underWay.current.run(request, work)
    if (delayMs > 0) await sleep(delayMs)
    await arrives
    for (const { name, value, maxAge } of request.set) {
      if (maxAge === 0) this.jar.delete(name)
      else this.jar.set(name, value)
    }
    return answer
  }

  /** A page, as the proxy and Next make it: nothing may be set while it renders. */
  page(
    store: SessionStore,
    options: { requestId?: string; between?: () => Promise<unknown>; delayMs?: number } = {},
  ): Promise<Session | null> {
    const render = async () => {
      now().set.push(...(await shownAtTheDoor('/cart')))
      const { length } = now().set
      await options.between?.()
      const session = await (await openRequestSession()).read()
      expect(now().set).toHaveLength(length)
      return session
    }
    return this.send(store, render, options)
  }

  /** A call of the API. */
  read(store: SessionStore, options = {}): Promise<Session | null> {
    return this.send(store, async () => (await openRequestSession()).read(), options)
  }

  change(store: SessionStore, options: Options = {}): Promise<Session> {
    const work = async () => {
      const changed = await (await openRequestSession()).change(change())
      if (changed === 'moved') throw new Error('There was no sign-in.')
      return changed
    }
    return this.send(store, work, options)
  }

  get seen(): string[] {
    return [...this.jar.keys()].filter((name) => !name.endsWith('sid'))
  }
}

const [a, b] = [() => replicas[0] as SessionStore, () => replicas[1] as SessionStore]
/** Both replicas read from memory, and have this browser's session there. */
async function warm(browser: Browser): Promise<void> {
  for (const store of replicas) await untilSound(store, () => browser.read(store))
  for (const store of replicas) await browser.read(store)
}

test('the cookie says which version was shown: memory answers who sends it, and the answer sets nothing more', async () => {
  for (const scheme of ['http', 'https'] as const) {
    const browser = new Browser(scheme)
    const { version, id } = await browser.change(a())
    const prefix = scheme === 'https' ? '__Host-' : ''
    expect(browser.seen).toEqual([`${prefix}seen-sid-${id.slice(9, 17)}-${version}`])
    for (const name of browser.seen) expect([name.startsWith(`${prefix}sid`), `${prefix}sid`.startsWith(name)]).toEqual([false, false])
    await warm(browser)
    const { hits } = countersOf(b())
    await browser.send(b(), async () => {
      await (await openRequestSession()).read()
      expect(now().set).toEqual([])
    })
    expect(countersOf(b()).hits).toBe(hits + 1)
    await browser.change(b())
    expect(browser.seen).toEqual([`${prefix}seen-sid-${id.slice(9, 17)}-${version + 1}`])
  }
})

test('answers that cross each other on their way take nothing back', async () => {
  const browser = new Browser()
  const { id } = await browser.change(a())
  let arrive = () => {}
  const arrives = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const slow = browser.change(a(), { arrives })
  await vi.waitFor(async () => expect(await b().peek(id)).toMatchObject({ version: 2 }))
  const { version } = await browser.change(b())
  arrive()
  await slow
  expect(browser.seen.map((name) => Number(name.split('-').at(-1))).sort()).toEqual([version - 1, version])
  for (const way of ways) way.stall('tracking')
  expect(await browser.read(b())).toMatchObject({ version })
  expect(browser.seen).toEqual([expect.stringMatching(`-${version}$`)])
})

test('whoever sends none, or one of another session, reads past memory', async () => {
  const browser = new Browser()
  await browser.change(a())
  await warm(browser)
  const { passed } = countersOf(a())
  for (const name of browser.seen) {
    browser.jar.delete(name)
    browser.jar.set(name.replace(/.{8}-1$/, 'AAAAAAAA-1'), '1')
  }
  expect(await browser.read(a())).not.toBeNull()
  expect(countersOf(a()).passed).toBe(passed + 1)
})

test('what changes something reads past memory, too: nobody asks again whose it is when it has ended elsewhere', async () => {
  const browser = new Browser()
  await browser.change(a())
  await warm(browser)
  const { hits, passed } = countersOf(a())
  const token = browser.jar.get('sid') ?? ''
  for (const way of ways) way.stall('tracking')
  await b().end(token)
  const call = async () => (await openRequestSession('either', { isChange: true })).read()
  expect(await browser.send(a(), call), 'a call').toBeNull()
  const action = async () => {
    await shownAtTheDoor('/account', true)
    return (await openRequestSession()).read()
  }
  expect(await browser.send(a(), action), 'an action').toBeNull()
  expect(countersOf(a())).toMatchObject({ hits, passed: passed + 2 })
})

test('a client that holds its token itself is told nothing, and reads past memory', async () => {
  const browser = new Browser()
  await browser.change(a())
  await warm(browser)
  const { passed } = countersOf(a())
  await browser.send(a(), async () => {
    const request = { mode: 'redis', store: a(), sentToken: browser.jar.get('sid') ?? null, requestId: 'r', client: {} } as const
    const session = new RequestSession({ ...request, client: request.client as never, carrier: byHeader() })
    expect(await session.read()).toMatchObject({ version: 1 })
    await session.change(change())
    expect(now().set).toEqual([])
  })
  expect(countersOf(a()).passed).toBe(passed + 1)
})

test('what a page shows has been said at the door, whatever happens between', async () => {
  const browser = new Browser()
  await browser.change(a())
  browser.jar.delete(browser.seen[0] as string)
  const shown = await browser.page(b(), {
    between: () => new Browser().send(a(), () => a().change(browser.jar.get('sid') ?? '', change())),
  })
  expect(shown).toMatchObject({ version: 1 })
  expect(browser.seen).toEqual([expect.stringMatching(/-1$/)])
  expect(await browser.page(b())).toMatchObject({ version: 2 })
  expect(browser.seen).toEqual([expect.stringMatching(/-2$/)])
})

test('an action shows what it has changed, also on the page that it redirects to, and a sign-out takes all back', async () => {
  const browser = new Browser()
  await browser.change(a())
  const requestId = randomUUID()
  const between = async () => {
    await (await openRequestSession()).change(change())
    for (const { name, value } of now().set) now().sent.set(name, value)
  }
  const work = async () => {
    now().set.push(...(await shownAtTheDoor('/cart')))
    await between()
    return (await openRequestSession()).read()
  }
  expect(await browser.send(a(), work, { requestId })).toMatchObject({ version: 2 })
  expect(browser.seen).toEqual([expect.stringMatching(/-2$/)])
  await a().change(browser.jar.get('sid') ?? '', change())
  expect(await browser.page(a(), { requestId }), 'the same request').toMatchObject({ version: 2 })
  expect(await browser.page(a())).toMatchObject({ version: 3 })
  await browser.send(a(), async () => {
    await shownAtTheDoor('/sign-out')
    await (await openRequestSession()).end()
    expect(await (await openRequestSession()).read(), 'rendered after it').toBeNull()
  })
  expect([...browser.jar.entries()].filter(([, value]) => value !== '')).toEqual([])
})

test('a sign-in leaves what it says of the new session only', async () => {
  const browser = new Browser()
  await browser.change(a())
  await browser.send(a(), async () => {
    const session = await openRequestSession()
    await session.signIn({ userId: 'ann', fence: await session.fence('ann'), steps: [], remember: false })
  })
  const signedIn = await browser.read(b())
  expect(signedIn).toMatchObject({ userId: 'ann', version: 2 })
  expect(browser.seen).toEqual([`seen-sid-${signedIn?.id.slice(9, 17)}-2`])
})

test('pages and calls through two replicas whose invalidations are late: nobody is ever shown less than before', async () => {
  const browsers = Array.from({ length: 4 }, () => new Browser())
  for (const browser of browsers) await browser.change(a())
  await Promise.all(browsers.map(warm))
  const hits = () => countersOf(a()).hits + countersOf(b()).hits
  const before = hits()
  const window = async (browser: Browser) => {
    for (let step = 0; step < 60; step++) {
      // The other window's answer may raise it while this request is on its way.
      const shown = browser.highest
      const store = Math.random() < 0.5 ? a() : b()
      const delayMs = Math.random() < 0.2 ? 3 : 0
      const kind = Math.random()
      const session = await (kind < 0.25
        ? browser.change(store, { delayMs })
        : kind < 0.6
          ? browser.page(store, { delayMs })
          : browser.read(store, { delayMs }))
      expect(session?.version).toBeGreaterThanOrEqual(shown)
      expect(session?.attributes['cart:p1']).toBe(session?.version)
      browser.highest = Math.max(browser.highest, session?.version ?? 0)
    }
  }
  const late = async () => {
    for (let round = 0; round < 4; round++) {
      for (const way of ways) way.stall('tracking')
      await sleep(40)
      for (const way of ways) way.release('tracking')
      await sleep(20)
    }
  }
  await Promise.all([...browsers.flatMap((browser) => [window(browser), window(browser)]), late()])
  expect(hits() - before, 'answered from memory').toBeGreaterThan(50)
})
