import { expect, test, vi } from 'vitest'
import { StoreUnavailable } from '../../../errors'
import type { SessionStore } from '../../../session'
import { add, change, LONG, open, startServer } from '../outage-kit'
import { openStallingWay } from './stalling-way'
import { countersOf, untilSound } from './test-kit'

/** What memory holds is used for so long after the last heartbeat was sent; the tracker's own number. */
const SOUND_MS = 1000

/** A store with a near-cache in which one session is. */
async function warm(url: string): Promise<{ store: SessionStore; token: string }> {
  const store = open(`${url}?near-cache=on`)
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  await untilSound(store, () => store.read(token, 1))
  await store.read(token, 1)
  expect(await answeredFromMemory(store, token)).toBe(true)
  return { store, token }
}

async function answeredFromMemory(store: SessionStore, token: string, atLeast = 1): Promise<boolean> {
  const { hits } = countersOf(store)
  await store.read(token, atLeast)
  return countersOf(store).hits > hits
}

const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 5 })

test('memory answers only who says what they have been shown, and never less than that', async () => {
  const server = await startServer()
  const { store, token } = await warm(server.url)
  const other = open(server.url)
  const changed = await other.change(token, change(add))
  const { version } = changed && changed !== 'moved' ? changed.session : { version: 0 }
  expect(await store.read(token, version)).toMatchObject({ version: 2, attributes: { 'cart:p1': 2 } })
  await eventually(async () => expect(await answeredFromMemory(store, token)).toBe(true))
  const { hits, passed } = countersOf(store)
  await store.read(token)
  expect(countersOf(store)).toMatchObject({ hits, passed: passed + 1 })
  expect(await answeredFromMemory(store, token, 3), 'shown by a server that has lost it since').toBe(false)
})

test('a store without it has no counters, and asks the server whatever it is told', async () => {
  const server = await startServer()
  const store = open(server.url)
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  expect(store.nearCache).toBeUndefined()
  await open(server.url).change(token, change(add))
  expect(await store.read(token, 1)).toMatchObject({ version: 2 })
})

test('FLUSHALL, an end, an endAll and a sign-in elsewhere are heard of', async () => {
  const server = await startServer()
  const other = open(server.url)
  const gone: ((token: string) => Promise<unknown>)[] = [
    () => server.inspect.flushall(),
    (token) => other.end(token),
    async (token) => {
      const own = await other.renew(token, { userId: 'ann', fence: '0', steps: [], lifetime: LONG, grace: 'powerless' })
      expect(await other.read(own?.token ?? '', 1)).not.toBeNull()
    },
  ]
  for (const go of gone) {
    const { store, token } = await warm(server.url)
    await go(token)
    await eventually(async () => expect(await store.read(token, 1)).toBeNull())
    await store.close()
  }
  const { store } = await warm(server.url)
  const { token } = await store.create({ change: change(add), lifetime: LONG, userId: 'ben', fence: '0' })
  await eventually(async () => expect(await answeredFromMemory(store, token)).toBe(true))
  expect(await other.endAll('ben')).toBe(1)
  await eventually(async () => expect(await store.read(token, 1)).toBeNull())
})

test('the end of a session is its end in memory, too', async () => {
  const server = await startServer()
  const { store } = await warm(server.url)
  const lifetime = { idleMs: 86_400_000, absoluteMs: 1800 }
  const { token, session } = await store.create({ change: change(add), lifetime })
  for (let hits = 0; ; hits += (await answeredFromMemory(store, token)) ? 1 : 0) {
    const asked = Date.now()
    const answer = await store.read(token, 1)
    if (answer) expect(asked).toBeLessThanOrEqual(session.expiresAt)
    else {
      expect(hits).toBeGreaterThan(0)
      break
    }
  }
})

test('an answer that its invalidation overtakes is not kept', async () => {
  const server = await startServer()
  const way = await openStallingWay(server.port)
  try {
    const { store, token } = await warm(way.url)
    const other = open(server.url)
    await other.change(token, change(add))
    await eventually(async () => expect(countersOf(store).entries).toBe(0))
    const { invalidations } = countersOf(store)
    way.stall('reading')
    const asked = async () => Number(/cmdstat_hgetall:calls=(\d+)/.exec(await server.inspect.info('commandstats'))?.[1] ?? 0)
    const before = await asked()
    const read = store.read(token, 1)
    await eventually(async () => expect(await asked()).toBeGreaterThan(before))
    await other.change(token, change(add))
    await eventually(async () => expect(countersOf(store).invalidations).toBeGreaterThan(invalidations))
    way.release('reading')
    expect(await read, 'as it was when it was asked for').toMatchObject({ version: 2 })
    expect(await store.read(token, 1)).toMatchObject({ version: 3 })
  } finally {
    await way.close()
  }
})

test('a link that is dead and does not say so: memory answers for a second, then not, and is right afterwards', async () => {
  const server = await startServer()
  const way = await openStallingWay(server.port)
  try {
    const { store, token } = await warm(way.url)
    way.stall('tracking')
    await open(server.url).change(token, change(add))
    const written = performance.now()
    let staleMs = 0
    await eventually(async () => {
      const asked = performance.now()
      const session = await store.read(token, 1)
      if (session?.version === 1) staleMs = asked - written
      expect(session).toMatchObject({ version: 2 })
    })
    expect(staleMs, 'so that the test tests something').toBeGreaterThan(0)
    expect(staleMs).toBeLessThan(SOUND_MS)
    expect(await store.read(token, 1)).toMatchObject({ version: 2 })
    expect(countersOf(store).tracked).toBe(0)
    way.release('tracking')
    await eventually(async () => expect(await answeredFromMemory(store, token)).toBe(true))
    expect(await store.read(token, 1)).toMatchObject({ version: 2 })
  } finally {
    await way.close()
  }
})

test('a server that stands still: within a second memory does not answer either, and afterwards it does again', async () => {
  const server = await startServer()
  const { store, token } = await warm(server.url)
  server.freeze()
  const frozen = performance.now()
  let answeredMs = 0
  await eventually(async () => {
    const asked = performance.now()
    const answer = await store.read(token, 1).catch((error: unknown) => error)
    if (!(answer instanceof Error)) answeredMs = asked - frozen
    expect(answer).toBeInstanceOf(StoreUnavailable)
  })
  // A heartbeat that was sent a moment later may still have been answered: the server stands still when the system gets to it.
  expect(answeredMs).toBeLessThan(SOUND_MS + 200)
  server.thaw()
  await eventually(async () => expect(await answeredFromMemory(store, token)).toBe(true))
})

test('a server that takes no writes is read from itself', async () => {
  const server = await startServer('--maxmemory-policy', 'noeviction')
  const { store, token } = await warm(server.url)
  await server.inspect.config('SET', 'maxmemory', '1')
  await eventually(async () => expect(await answeredFromMemory(store, token)).toBe(false))
  expect(await store.read(token, 1)).toMatchObject({ version: 1 })
  await server.inspect.config('SET', 'maxmemory', '0')
  await eventually(async () => expect(await answeredFromMemory(store, token)).toBe(true))
})

test('what memory answers cannot be altered, and a slide that is due goes to the server', async () => {
  const server = await startServer()
  const { store, token } = await warm(server.url)
  const session = await store.read(token, 1)
  expect(() => Object.assign(session ?? {}, { userId: 'eve' })).toThrow(TypeError)
  expect(() => Object.assign(session?.attributes ?? {}, { 'cart:p1': 9 })).toThrow(TypeError)

  const { token: short, session: made } = await store.create({ change: change(add), lifetime: { idleMs: 4000, absoluteMs: 86_400_000 } })
  let slid = made.lastSeenAt
  let hits = 0
  await eventually(async () => {
    hits += (await answeredFromMemory(store, short)) ? 1 : 0
    slid = (await store.read(short, 1))?.lastSeenAt ?? 0
    expect(slid).toBeGreaterThan(made.lastSeenAt + 400)
  })
  expect(hits).toBeGreaterThan(0)
  expect(slid).toBeGreaterThanOrEqual(made.lastSeenAt + 400)
})
