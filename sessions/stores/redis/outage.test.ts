import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { StoreUnavailable } from '../../errors'
import type { Change, SessionStore, Step } from '../../session'
import { openRedisStore } from '../redis'
import { eventually, freePort, startTestServer, type TestServer } from './test-server'

const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
const change = (...steps: Step[]): Change => ({ id: randomUUID(), steps })
const add: Step = { add: 'cart:p1', by: 1 }
/** Longer than any call may take, with room for a busy machine. */
const SECOND = 1500
/** A call that is refused without asking takes no time; with room, but less than the time-out of a command. */
const AT_ONCE = 300

let opened: SessionStore[]
let servers: (TestServer | Server)[]
beforeEach(() => {
  opened = []
  servers = []
  vi.spyOn(console, 'error')
})
afterEach(async () => {
  const started = performance.now()
  await Promise.all(opened.map((store) => store.close()))
  expect(performance.now() - started, 'closing, also in an outage').toBeLessThan(SECOND)
  await Promise.all(servers.map((server) => ('remove' in server ? server.remove() : server.close())))
  // ioredis reports there what nobody listens to; unhandled rejections fail the run by themselves.
  expect(console.error).not.toHaveBeenCalled()
})

async function startServer(...args: string[]): Promise<TestServer> {
  const server = await startTestServer(...args)
  servers.push(server)
  return server
}

function open(url: string): SessionStore {
  const store = openRedisStore(url)
  opened.push(store)
  return store
}

/** Expects every kind of call to fail as an outage does, each within the time. */
async function expectOutage(store: SessionStore, token: string, withinMs: number): Promise<void> {
  const renewal = { userId: 'ann', fence: '0', steps: [], lifetime: LONG, grace: 'powerless' } as const
  const calls: Record<string, () => Promise<unknown>> = {
    create: () => store.create({ change: change(add), lifetime: LONG }),
    read: () => store.read(token),
    peek: () => store.peek(token),
    change: () => store.change(token, change(add)),
    fence: () => store.fence('ann'),
    renew: () => store.renew(token, renewal),
    end: () => store.end(token),
    list: () => store.list('ann'),
    endAll: () => store.endAll('ann'),
  }
  const started = performance.now()
  const failures = Object.entries(calls).map(async ([operation, call]) => {
    const error = await call().catch((error: unknown) => error)
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(error).toMatchObject({ store: 'redis', operation, cause: expect.any(Error) })
    // ioredis hangs the command with all its arguments on its errors.
    expect((error as StoreUnavailable).cause).not.toHaveProperty('command')
  })
  await Promise.all([...failures, store.ready().then((ready) => expect(ready).toBe(false))])
  expect(performance.now() - started).toBeLessThan(withinMs)
}

/** What a long rendering does to the event loop. */
function standStill(ms: number): void {
  for (const end = Date.now() + ms; Date.now() < end; );
}

const aToken = 'AAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB'

test('a refused port: calls fail at once, and the store connects when there is somebody', async () => {
  const server = await startServer()
  await server.kill()
  const store = open(server.url)
  await expectOutage(store, aToken, SECOND)
  await expectOutage(store, aToken, AT_ONCE)
  await server.start()
  await eventually(async () => expect(await store.ready()).toBe(true))
  expect(await store.read(aToken)).toBeNull()
})

test('a killed Redis: calls fail, and after its restart the session is there', async () => {
  const server = await startServer('--appendonly', 'yes')
  const store = open(server.url)
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  await server.kill()
  await expectOutage(store, token, SECOND)
  await expectOutage(store, token, AT_ONCE)
  await server.start()
  expect(await eventually(() => store.read(token))).toMatchObject({ version: 1, attributes: { 'cart:p1': 1 } })
  // The restarted server knows no script.
  await store.change(token, change(add))
  expect(await store.read(token)).toMatchObject({ version: 2, attributes: { 'cart:p1': 2 } })
})

test('calls under way when Redis is killed all end, and what was acknowledged is there afterwards', async () => {
  const server = await startServer('--appendonly', 'yes')
  const store = open(server.url)
  const { token } = await store.create({ change: change(), lifetime: LONG })
  const changes = Array.from({ length: 400 }, (_, i) => change({ set: `cart:p${i}`, value: 1 }, { add: 'cart:count', by: 1 }))
  const killed = sleep(15).then(() => server.kill())
  const outcomes = await Promise.all(
    changes.map(async (one, i) => {
      await sleep(i / 10)
      const started = performance.now()
      const outcome = await store.change(token, one).catch((error: unknown) => error)
      expect(performance.now() - started).toBeLessThan(SECOND)
      return outcome
    }),
  )
  await killed
  const failed = outcomes.filter((outcome) => outcome instanceof Error)
  expect(failed.every((error) => error instanceof StoreUnavailable)).toBe(true)
  expect(failed.length).toBeGreaterThan(0)
  await server.start()
  const after = await eventually(() => store.read(token))
  const lost = outcomes.filter((outcome, i) => !(outcome instanceof Error) && after?.attributes[`cart:p${i}`] !== 1)
  expect(lost).toEqual([])
  // Whoever was told "unavailable" repeats the change, and it counts once.
  for (const one of changes) await store.change(token, one)
  expect(await store.read(token)).toMatchObject({ version: 401, attributes: { 'cart:count': 400 } })
})

test('a frozen Redis: calls fail within a second, then at once; thawed, nothing is lost or doubled', async () => {
  const server = await startServer()
  const store = open(server.url)
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  server.freeze()
  const unknown = change(add)
  await expect(store.change(token, unknown)).rejects.toBeInstanceOf(StoreUnavailable)
  await expectOutage(store, token, AT_ONCE)
  await sleep(1200)
  await expectOutage(store, token, AT_ONCE)
  server.thaw()
  await eventually(() => store.change(token, unknown))
  await store.change(token, unknown)
  expect(await store.read(token)).toMatchObject({ version: 2, attributes: { 'cart:p1': 2 } })
})

test('a Redis that is frozen at the first call', async () => {
  const server = await startServer()
  server.freeze()
  const store = open(server.url)
  await expectOutage(store, aToken, SECOND)
  await expectOutage(store, aToken, AT_ONCE)
  server.thaw()
  await eventually(async () => expect(await store.read(aToken)).toBeNull())
})

test('a lost connection alone goes unnoticed by the next call', async () => {
  const server = await startServer()
  const store = open(server.url)
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  for (let i = 0; i < 3; i++) {
    await server.inspect.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await sleep(10)
    expect(await store.read(token)).toMatchObject({ version: 1 })
  }
})

test('a Redis that loads its data, or answers nonsense, is unavailable', async () => {
  for (const answer of ['-LOADING Redis is loading the dataset in memory\r\n', 'HTTP/1.1 400 Bad Request\r\n\r\n', '']) {
    const stranger = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', () => (answer ? socket.write(answer) : socket.destroy()))
    })
    servers.push(stranger)
    const port = await freePort()
    await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve))
    const store = open(`redis://127.0.0.1:${port}`)
    await expectOutage(store, aToken, SECOND)
    await expectOutage(store, aToken, AT_ONCE)
    await store.close()
  }
})

test('a replica or a full Redis still reads, and refuses the rest as unavailable', async () => {
  const server = await startServer('--maxmemory-policy', 'noeviction')
  const store = open(server.url)
  const { token, session } = await store.create({ change: change(add), lifetime: { idleMs: 1000, absoluteMs: 86_400_000 } })
  const { token: other } = await store.create({ change: change(add), lifetime: LONG })
  await server.inspect.config('SET', 'maxmemory', '1')
  await expect(store.create({ change: change(add), lifetime: LONG })).rejects.toThrow(/OOM/)
  await expect(store.change(token, change(add))).rejects.toBeInstanceOf(StoreUnavailable)
  await sleep(150)
  expect(await store.read(token), 'which would slide').toEqual(session)
  await server.inspect.config('SET', 'maxmemory', '0')
  expect(await store.read(token)).toMatchObject({ version: 1 })

  await server.inspect.replicaof('127.0.0.1', '1')
  await expect(store.change(other, change(add))).rejects.toThrow(/READONLY/)
  expect(await eventually(() => store.read(other))).toMatchObject({ version: 1 })
  await server.inspect.replicaof('NO', 'ONE')
  await eventually(() => store.change(other, change(add)))
  expect(await store.read(other)).toMatchObject({ version: 2, attributes: { 'cart:p1': 2 } })
})

test('a process that stood still does not blame Redis', async () => {
  const server = await startServer()
  const store = open(server.url)
  const first = store.fence('ann')
  standStill(1200)
  expect(await first).toBe('0')
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  const calls = Array.from({ length: 20 }, () => store.change(token, change(add)))
  standStill(1200)
  await Promise.all(calls)
  expect(await store.read(token)).toMatchObject({ version: 21 })
})

test('a store that was never used closes, and one that closes answers what is under way', async () => {
  const server = await startServer()
  open(server.url)
  const store = open(server.url)
  const { token } = await store.create({ change: change(), lifetime: LONG })
  const changes = Array.from({ length: 50 }, () => store.change(token, change(add)))
  await store.close()
  await Promise.all(changes)
  await expect(store.read(token)).rejects.toThrow('closed')
  expect(await open(server.url).read(token)).toMatchObject({ version: 51 })
})
