import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { freePort } from '../../../infra/local/free-port'
import { StoreUnavailable } from '../../errors'
import { AT_ONCE, add, aToken, change, expectOutage, LONG, open, SECOND, startServer } from './outage-kit'
import { eventually } from './test-server'

/** What a long rendering does to the event loop. */
function standStill(ms: number): void {
  for (const end = Date.now() + ms; Date.now() < end; );
}

test('a lost connection alone goes unnoticed by the next call', async () => {
  const server = await startServer()
  const store = open(server.url)
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  for (let i = 0; i < 3; i++) {
    await server.inspect.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await sleep(10) // so that it hears of it before the next call; a call that meets the closing socket is told in other tests
    expect(await store.read(token)).toMatchObject({ version: 1 })
  }
})

test('a Redis that loads its data, or answers nonsense, is unavailable', async () => {
  for (const answer of ['-LOADING Redis is loading the dataset in memory\r\n', 'HTTP/1.1 400 Bad Request\r\n\r\n', '']) {
    const stranger = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', () => (answer ? socket.write(answer) : socket.destroy()))
    })
    const port = await freePort()
    await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve))
    const store = open(`redis://127.0.0.1:${port}`)
    await expectOutage(store, aToken, SECOND)
    await expectOutage(store, aToken, AT_ONCE)
    await store.close()
    stranger.close()
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
  await eventually(async () => expect(Date.now()).toBeGreaterThan(session.lastSeenAt + 150)) // its idle end is due to slide
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
  // Before the connection is begun, while it is made, and during the handshake.
  for (let turns = 0; turns < 4; turns++) {
    const first = open(server.url).fence('ann')
    for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve))
    standStill(1200)
    expect(await first).toBe('0')
  }
  const store = open(server.url)
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
