import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Change, Renewal, SessionStore, Step } from '../../session'
import { openRedisStore } from '../redis'
import { monitorCommands } from './test-monitor'
import { startTestServer, type TestServer } from './test-server'

const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
const change = (...steps: Step[]): Change => ({ id: randomUUID(), steps })
const lines = (count: number) => Array.from({ length: count }, (_, i): Step => ({ set: `cart:p${i}`, value: 1 }))

let server: TestServer
let store: SessionStore
let endMonitor: () => void
let offset = 0
const sent: string[] = []

beforeAll(async () => {
  server = await startTestServer()
  store = openRedisStore(server.url, { clockOffsetMs: () => offset })
  await store.ready()
  endMonitor = await monitorCommands(server.port, (command) => sent.push(command))
})
afterAll(async () => {
  endMonitor?.()
  await store.close()
  await server.remove()
})

/** The commands that a call sends; an `echo` of the test's own marks the end. */
async function commandsOf(call: () => Promise<unknown>): Promise<string[]> {
  await mark()
  await call()
  return (await mark()).slice(0, -1)
}

async function mark(): Promise<string[]> {
  await server.inspect.echo('mark')
  await vi.waitFor(() => expect(sent.at(-1)).toBe('echo'), { timeout: 5000, interval: 1 })
  return sent.splice(0)
}

const renewal = (userId: string, rest: Partial<Renewal> = {}): Renewal => ({
  userId,
  fence: '0',
  steps: [{ add: 'cart:p1', by: 1 }],
  lifetime: LONG,
  grace: 'powerless',
  ...rest,
})

test('every call is one command', async () => {
  const [guest, own] = [await store.create({ change: change(...lines(5)), lifetime: LONG }), `user-${randomUUID()}`]
  expect(await commandsOf(() => store.create({ change: change(...lines(1000)), lifetime: LONG }))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.create({ change: change(), lifetime: LONG, userId: own, fence: '0' }))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.read(guest.token))).toEqual(['hgetall'])
  expect(await commandsOf(() => store.peek(guest.session.id))).toEqual(['hgetall'])
  expect(await commandsOf(() => store.change(guest.token, change({ add: 'cart:p1', by: 1 })))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.change(guest.token, change(...lines(1000))))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.fence(own))).toEqual(['get'])
  expect(await commandsOf(() => store.renew(guest.token, renewal(own, { maxSessions: 3 })))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.renew(guest.token, renewal(own)))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.renew(null, renewal(own)))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.change(guest.token, change({ add: 'cart:p1', by: 1 })))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.read(guest.token))).toEqual(['hgetall'])
  expect(await commandsOf(() => store.list(own))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.end(guest.token))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.endAll(own))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.ready())).toEqual(['ping'])
})

test('what is no token is answered without asking', async () => {
  const calls = () => Promise.all([store.read('x'), store.peek('x'), store.end('x'), store.end({ id: 'x' }), store.change('x', change())])
  expect(await commandsOf(calls)).toEqual([])
})

test('a read slides with a second command, once per interval', async () => {
  const { token } = await store.create({ change: change(), lifetime: LONG })
  offset += 60_000
  expect(await commandsOf(() => store.read(token))).toEqual(['hgetall', 'evalsha'])
  expect(await commandsOf(() => store.read(token))).toEqual(['hgetall'])
  offset += 60_000
  expect(await commandsOf(() => store.change(token, change()))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.read(token))).toEqual(['hgetall'])
})

test('a full alias is read with a second command, and changed with one', async () => {
  const userId = `user-${randomUUID()}`
  const { token } = await store.create({ change: change(), lifetime: LONG, userId, fence: '0' })
  await store.renew(token, renewal(userId, { grace: 'full' }))
  expect(await commandsOf(() => store.read(token))).toEqual(['hgetall', 'evalsha'])
  expect(await commandsOf(() => store.change(token, change({ add: 'cart:p1', by: 1 })))).toEqual(['evalsha'])
  expect(await commandsOf(() => store.end(token))).toEqual(['evalsha'])
})

test('scripts that Redis has forgotten are sent again, and nothing is applied twice', async () => {
  const { token } = await store.create({ change: change(), lifetime: LONG })
  await server.inspect.script('FLUSH')
  expect(await commandsOf(() => store.change(token, change({ add: 'cart:p1', by: 1 })))).toEqual(['evalsha', 'eval'])
  expect(await commandsOf(() => store.change(token, change({ add: 'cart:p1', by: 1 })))).toEqual(['evalsha'])
  await server.inspect.script('FLUSH')
  const same = change({ add: 'cart:p1', by: 1 })
  await Promise.all(Array.from({ length: 20 }, () => store.change(token, same)))
  expect(await store.read(token)).toMatchObject({ version: 4, attributes: { 'cart:p1': 3 } })
  const all = async () => {
    await server.inspect.script('FLUSH')
    const made = await store.create({ change: change(), lifetime: LONG })
    await server.inspect.script('FLUSH')
    const next = await store.renew(made.token, renewal('flushed'))
    await server.inspect.script('FLUSH')
    const listed = await store.list('flushed')
    await server.inspect.script('FLUSH')
    return [next?.session, listed[0], await store.end(next?.token ?? ''), await store.endAll('flushed')]
  }
  const [made, listed, ended, others] = await all()
  expect(made).toMatchObject({ userId: 'flushed', version: 2 })
  expect([listed, ended, others]).toEqual([made, made, 0])
})
