import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { RemoteFailure, Unreachable } from './errors'
import { addressOf, expectCalls, listen, SECRET, startWire, until } from './testing'
import { openWire } from './wire'

test('calls go both ways, each over one connection', async () => {
  const [a, b] = [await startWire(), await startWire()]
  for (let i = 0; i < 3; i++) await expectCalls(a, b)
  expect(a.counters.snapshot()).toEqual({ ...b.counters.snapshot(), framesSent: 6, framesReceived: 6, connectionsOpened: 2 })
  expect(a.counters.snapshot()).toMatchObject({ connectionsRefused: 0, callsTimedOut: 0 })
  expect(a.counters.bytesSent).toBe(b.counters.bytesReceived)
})

test('a wire can call itself, and an address may be a name or IPv6', async () => {
  const wire = await startWire({ listen: { host: '::', port: 0 } })
  for (const host of ['127.0.0.1', 'localhost', '[::1]']) expect(await wire.call(`${host}:${wire.port}`, 'echo', host)).toBe(host)
  for (const wrong of ['', 'localhost', ':80', 'localhost:0', 'localhost:65536', '::1:80', 'a b:c']) {
    await expect(wire.call(wrong, 'echo', 1)).rejects.toBeInstanceOf(Unreachable)
    expect(await wire.probe(wrong)).toBe(false)
  }
})

test('a thousand calls at once get each its own answer, in whatever order', async () => {
  const [a, b] = [await startWire(), await startWire()]
  const held: (() => void)[] = []
  b.handle('held', (message) => new Promise((resolve) => held.push(() => resolve(message))))
  const order: number[] = []
  const calls = Array.from({ length: 1000 }, (_, i) => {
    const [from, to] = i % 2 ? [a, b] : [b, a]
    const isHeld = i % 10 === 1
    return from.call(addressOf(to), isHeld ? 'held' : 'echo', { i, text: 'x'.repeat(i) }).then((answer) => {
      order.push(i)
      return answer
    })
  })
  await until(() => expect([held.length, order.length]).toEqual([100, 900]))
  for (const release of held.reverse()) release()
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 1000 }, (_, i) => ({ i, text: 'x'.repeat(i) })))
  expect(order.slice(900)).toEqual(Array.from({ length: 100 }, (_, i) => 991 - i * 10))
})

test('a message up to the limit goes through, either way, and a longer one is refused where it is made', async () => {
  const options = { maxFrameBytes: 1024 * 1024 }
  const [a, b] = [await startWire(options), await startWire(options)]
  // The tag, the number and the name of the channel, and what tells the kinds apart.
  const overhead = (call: number) => 16 + 1 + 1 + 1 + 5 + (call ? 'echo'.length + 1 : 0)
  const largest = randomBytes(options.maxFrameBytes - overhead(1))
  expect(largest.equals((await a.call(addressOf(b), 'echo', largest)) as Buffer)).toBe(true)
  await expect(a.call(addressOf(b), 'echo', Buffer.concat([largest, Buffer.alloc(1)]))).rejects.toThrow(RangeError)
  b.handle('much', (length) => Buffer.alloc(length as number))
  const most = options.maxFrameBytes - overhead(0)
  expect(await a.call(addressOf(b), 'much', most)).toHaveLength(most)
  const failure = a.call(addressOf(b), 'much', most + 1)
  await expect(failure).rejects.toBeInstanceOf(RemoteFailure)
  await expect(failure).rejects.toThrow('bytes')
  await expectCalls(a, b)
  expect(b.counters.connectionsOpened).toBe(2)
})

test('what a handler throws arrives as its message, and nothing crashes', async () => {
  const [a, b] = [await startWire(), await startWire()]
  const thrown = { error: new TypeError('of a type'), text: 'a text', nothing: undefined, odd: Object.create(null), long: 'x'.repeat(5000) }
  b.handle('throw', (name) => {
    throw thrown[name as keyof typeof thrown]
  })
  b.handle('reject', (name) => Promise.reject(thrown[name as keyof typeof thrown]))
  b.handle('unsendable', () => new Map())
  const failed = (channel: string, message: unknown) => a.call(addressOf(b), channel, message).catch((error: unknown) => error)
  for (const channel of ['throw', 'reject'])
    for (const [name, message] of Object.entries({ error: 'of a type', text: 'a text', nothing: 'no error', odd: 'no error', long: 'x' })) {
      const error = await failed(channel, name)
      expect(error).toBeInstanceOf(RemoteFailure)
      expect(error).toMatchObject({ message: expect.stringContaining(message), address: addressOf(b), channel })
    }
  expect(await failed('unsendable', 1)).toMatchObject({ message: 'A Map cannot be sent to another replica.' })
  expect(await failed('unknown', 1)).toMatchObject({ name: 'RemoteFailure', message: expect.stringContaining('"unknown"') })
  expect(await failed('echo', () => 1)).toBeInstanceOf(TypeError)
  expect(() => b.handle('throw', () => 1)).toThrow(RangeError)
  await expectCalls(a, b)
})

test('a call to nobody fails; once somebody is there it is dialled again', async () => {
  const a = await startWire()
  const { port, close } = await listen(() => undefined)
  await close()
  const address = addressOf({ port })
  for (let i = 0; i < 2; i++) await expect(a.call(address, 'echo', 1)).rejects.toThrow('ECONNREFUSED')
  expect(await a.probe(address)).toBe(false)
  for (let i = 0; i < 2; i++) {
    const b = await startWire({ listen: { host: '127.0.0.1', port } })
    expect(await a.probe(address)).toBe(true)
    expect(await a.call(address, 'echo', i)).toBe(i)
    b.handle('never', () => new Promise(() => undefined))
    const pending = a.call(address, 'never', 1, { timeoutMs: 60_000 })
    await until(() => expect(b.counters.framesReceived).toBe(2))
    await b.close()
    await expect(pending).rejects.toBeInstanceOf(Unreachable)
  }
})

test('a late answer is dropped, and a slow member is not cut off from its other callers', async () => {
  const [a, b] = [await startWire(), await startWire()]
  const held: (() => void)[] = []
  b.handle('held', (message) => new Promise((resolve) => held.push(() => resolve(message))))
  const slow = a.call(addressOf(b), 'held', 'slow', { timeoutMs: 60_000 })
  await expect(a.call(addressOf(b), 'held', 'late', { timeoutMs: 30 })).rejects.toThrow('within 30 ms')
  expect(a.counters.callsTimedOut).toBe(1)
  await expectCalls(a, b)
  for (const release of held) release()
  expect(await slow).toBe('slow')
  await expectCalls(a, b)
})

test('a process that stood still does not blame another', async () => {
  const [a, b] = [await startWire(), await startWire()]
  for (const turns of [0, 1, 2, 5]) {
    const call = a.call(addressOf(b), 'echo', turns, { timeoutMs: 150 })
    const probe = b.probe(addressOf(a), 150)
    for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve))
    for (const end = performance.now() + 300; performance.now() < end; );
    expect(await call).toBe(turns)
    expect(await probe).toBe(true)
  }
})

test('settings that cannot work are refused, and a taken port with the way out', async () => {
  const taken = await startWire()
  const listen = { host: '127.0.0.1', port: taken.port }
  await expect(openWire({ listen, secret: SECRET })).rejects.toThrow(`127.0.0.1:${taken.port}: the port is taken. End what listens there`)
  await expect(openWire({ listen, secret: 'x'.repeat(31) })).rejects.toThrow(/secret.*32/)
  await expect(openWire({ listen, secret: SECRET, maxFrameBytes: 10 })).rejects.toThrow(/maxFrameBytes/)
  await expect(openWire({ listen: { host: '192.0.2.1', port: 0 }, secret: SECRET })).rejects.toThrow('Cannot listen')
})

test('closing rejects what is under way, and everything later', async () => {
  const [a, b] = [await startWire(), await startWire()]
  b.handle('never', () => new Promise(() => undefined))
  const silent = await listen(() => undefined)
  await expectCalls(a, b)
  const calls = [a.call(addressOf(b), 'never', 1), a.call(addressOf(silent), 'echo', 1), b.call(addressOf(silent), 'echo', 1)]
  const probe = a.probe(addressOf(silent))
  await until(() => expect(b.counters.framesReceived).toBe(3))
  const rejected = Promise.all(calls.slice(0, 2).map((call) => expect(call).rejects.toThrow('closes its connections')))
  await Promise.all([a.close(), a.close()])
  await rejected
  expect(await probe).toBe(false)
  await expect(a.call(addressOf(b), 'echo', 1)).rejects.toBeInstanceOf(Unreachable)
  expect(await a.probe(addressOf(b))).toBe(false)
  expect(await b.probe(addressOf(a))).toBe(false)
  await expect(calls[2]).rejects.toBeInstanceOf(Unreachable)
})
