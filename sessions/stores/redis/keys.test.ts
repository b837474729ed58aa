import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Change, Session, SessionStore, Step } from '../../session'
import { APPLIED_MS } from '../../session'
import { idOf } from '../../token'
import { openRedisStore } from '../redis'
import { sessionKey } from './keys'
import { eventually, startTestServer, type TestServer } from './test-server'

const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
const DAY = 86_400_000
const change = (...steps: Step[]): Change => ({ id: randomUUID(), steps })
const add = (key: string, by = 1): Step => ({ add: key, by })

let server: TestServer
let store: SessionStore
let offset: number
beforeAll(async () => {
  server = await startTestServer()
})
beforeEach(async () => {
  offset = 0
  await server.inspect.flushall()
  store = openRedisStore(server.url, { clockOffsetMs: () => offset })
})
afterEach(() => store.close())
afterAll(() => server.remove())

/** Everything that Redis holds, as text. */
async function dump(): Promise<string> {
  const held = await Promise.all(
    (await server.inspect.keys('*')).map(async (key) => {
      const kind = await server.inspect.type(key)
      if (kind === 'hash') return [key, await server.inspect.hgetall(key)]
      return [key, kind === 'zset' ? await server.inspect.call('ZRANGE', key, 0, -1) : await server.inspect.get(key)]
    }),
  )
  return JSON.stringify(held)
}

const keysOf = async (pattern: string) => (await server.inspect.keys(pattern)).sort()
const endOf = async (session: Session) => Number(await server.inspect.pexpiretime(sessionKey(session.id)))

/** A bit of everything: a guest, a sign-in with its alias, a periodic renewal with its alias, a plain session. */
async function shop(userId: string, lifetime = LONG) {
  const guest = await store.create({ change: change(add('cart:p1')), lifetime })
  await store.change(guest.token, change(add('cart:p2')))
  const fence = await store.fence(userId)
  const signedIn = await store.renew(guest.token, { userId, fence, steps: [add('cart:p3')], lifetime, grace: 'powerless' })
  await store.change(guest.token, change(add('cart:late')))
  const renewed = await store.renew(signedIn?.token ?? '', { userId, fence, steps: [], lifetime, grace: 'full' })
  const other = await store.create({ change: change(add('cart:p1')), lifetime, userId, fence })
  return { tokens: [guest.token, signedIn?.token, renewed?.token, other.token].map(String), renewed, other }
}

test('no key and no value holds a token', async () => {
  const { tokens } = await shop('ann')
  await store.endAll('ann', 'nobody')
  const again = await shop('ann')
  const held = await dump()
  expect(held).toContain('cart:late')
  for (const token of [...tokens, ...again.tokens]) expect(held.includes(token.slice(9)), 'a token in Redis').toBe(false)
})

test('every key has an end', async () => {
  await shop('ann')
  await store.endAll('ben')
  const keys = await keysOf('*')
  for (const pattern of ['s:*', 'a:*', '{u:ann}:sessions', '{u:ben}:fence']) expect(await keysOf(pattern)).not.toEqual([])
  for (const key of keys) {
    const left = await server.inspect.pttl(key)
    expect(left, key).toBeGreaterThan(0)
    expect(left, key).toBeLessThanOrEqual(key.startsWith('a:') ? APPLIED_MS : DAY)
  }
})

test('Redis drops a session exactly when its fields say, whatever was done with it', async () => {
  for (const shift of [0, 7_000_000]) {
    offset = shift
    const { session, token } = await store.create({ change: change(), lifetime: LONG })
    expect(await endOf(session)).toBe(session.expiresAt - offset)
    offset += 10_000
    const changed = await store.change(token, change(add('cart:p1')))
    if (changed === null || changed === 'moved') throw new Error('not changed')
    expect(changed.session.lastSeenAt).toBeGreaterThanOrEqual(session.lastSeenAt + 10_000)
    expect(await endOf(session)).toBe(changed.session.expiresAt - offset)
    offset += 60_000
    const read = await store.read(token)
    expect(await endOf(session)).toBe(Number(read?.expiresAt) - offset)
    const renewed = await store.renew(token, { userId: 'ann', fence: '0', steps: [], lifetime: LONG, grace: 'powerless' })
    if (!renewed) throw new Error('not renewed')
    expect(await endOf(renewed.session)).toBe(renewed.session.expiresAt - offset)
    expect(await server.inspect.pttl(sessionKey(session.id))).toBeLessThanOrEqual(30_000)
  }
})

test('what has expired is gone, and so is the index', async () => {
  const lifetime = { idleMs: 1500, absoluteMs: 1500 }
  const { tokens } = await shop('ann', lifetime)
  await eventually(async () => expect(await Promise.all(tokens.map((token) => store.peek(idOf(token))))).toEqual(tokens.map(() => null)))
  for (const token of tokens) expect(await store.read(token)).toBeNull()
  // The aliases of the two renewals stay for their 30 s, and lead nowhere.
  await eventually(async () => expect(await keysOf('[s{]*')).toHaveLength(2))
  for (const key of await keysOf('s:*')) expect((await server.inspect.hget(key, 'h'))?.[0]).toBe('>')
})

test('after an end nothing is left of a session but the ids of its changes, for ten minutes', async () => {
  const { token, session } = await store.create({ change: change(add('cart:p1')), lifetime: LONG, userId: 'ann', fence: '0' })
  const { token: guest } = await store.create({ change: change(add('cart:p1')), lifetime: LONG })
  expect(await keysOf('[s{]*')).toHaveLength(3)
  await Promise.all([store.end(token), store.end(guest), store.change(token, change(add('cart:p1')))])
  expect(await keysOf('[s{]*')).toEqual([])
  expect(await dump()).not.toContain(session.id.slice(9))
  const third = await store.create({ change: change(), lifetime: LONG, userId: 'ann', fence: '0' })
  expect(await store.endAll('ann')).toBe(1)
  expect(await keysOf('[s{]*')).toEqual(['{u:ann}:fence'])
  expect(await store.change(third.token, change(add('cart:p1')))).toBeNull()
  expect(await keysOf('[s{]*')).toEqual(['{u:ann}:fence'])
})

test('the index forgets sessions beyond their absolute end, and lives as long as its last', async () => {
  await store.create({ change: change(), lifetime: { idleMs: DAY, absoluteMs: 10 * DAY }, userId: 'ann', fence: '0' })
  for (let i = 0; i < 5; i++) {
    await store.create({ change: change(), lifetime: LONG, userId: 'ann', fence: '0' })
    expect(await server.inspect.pttl('{u:ann}:sessions')).toBeGreaterThan(9.9 * DAY)
  }
  expect(await server.inspect.zcard('{u:ann}:sessions')).toBe(6)
  offset += DAY
  await store.create({ change: change(), lifetime: LONG, userId: 'ann', fence: '0' })
  expect(await server.inspect.zcard('{u:ann}:sessions')).toBe(2)
})

test('a session of a user stays in the small encoding', async () => {
  const userId = randomUUID()
  const { session } = await store.create({
    change: change(add('cart:p1')),
    lifetime: { idleMs: 14 * DAY, absoluteMs: 30 * DAY },
    userId,
    fence: '0',
  })
  expect(await server.inspect.object('ENCODING', sessionKey(session.id))).toBe('listpack')
})
