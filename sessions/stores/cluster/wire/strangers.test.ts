import { once } from 'node:events'
import { expect, test } from 'vitest'
import { newHello } from './handshake'
import { addressOf, connectTo, expectCalls, listen, startProxy, startWire, until } from './testing'
import type { Wire } from './wire'

const refused = (wire: Wire) => {
  const { connectionsRefused, framesRefused } = wire.counters.snapshot()
  return { connectionsRefused, ...framesRefused }
}
const NONE = { connectionsRefused: 0, oversized: 0, garbage: 0, unauthentic: 0 }

const framed = (body: Buffer, length = body.length) => {
  const prefix = Buffer.alloc(4)
  prefix.writeUInt32BE(length)
  return Buffer.concat([prefix, body])
}

const wrongVersion = newHello()
wrongVersion[4] = 99

test.each([
  ['random letters', Buffer.from('\x01\x02 hello?'), { oversized: 1 }],
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\nhost: shop\r\n\r\n'), { oversized: 1 }],
  ['TLS', Buffer.from('16030100c8010000c40303', 'hex'), { oversized: 1 }],
  ['a length of 4 GiB', Buffer.from('ffffffff', 'hex'), { oversized: 1 }],
  ['a length of 0', Buffer.alloc(4), { garbage: 1 }],
  ['a hello of something else', framed(Buffer.alloc(newHello().length)), { garbage: 1 }],
  ['a hello of another version', framed(wrongVersion), { garbage: 1 }],
  ['a hello and no proof', Buffer.concat([framed(newHello()), framed(Buffer.alloc(32))]), { unauthentic: 1 }],
  ['a hello and a long frame', Buffer.concat([framed(newHello()), framed(Buffer.alloc(1000))]), { oversized: 1 }],
])('a stranger that sends %s is closed and counted', async (_, bytes, counted) => {
  const [a, b] = [await startWire(), await startWire()]
  await expectCalls(a, b)
  const { socket, received } = await connectTo(b)
  const closed = once(socket, 'close')
  socket.write(bytes)
  await closed
  expect(refused(b)).toEqual({ ...NONE, connectionsRefused: 1, ...counted })
  // A hello at most, and nothing that the secret went into.
  expect([0, 4 + newHello().length]).toContain(received().length)
  await expectCalls(a, b)
  expect(b.counters.connectionsOpened).toBe(2)
})

test('a stranger that says nothing, half a hello, or goes away is closed and counted', async () => {
  const [a, b] = [await startWire(), await startWire({ handshakeTimeoutMs: 50 })]
  for (const [index, bytes] of [Buffer.alloc(0), framed(newHello()).subarray(0, 20), framed(newHello())].entries()) {
    const { socket } = await connectTo(b)
    const closed = once(socket, 'close')
    socket.write(bytes)
    await closed
    expect(refused(b)).toEqual({ ...NONE, connectionsRefused: index + 1 })
  }
  const { socket } = await connectTo(b)
  socket.destroy()
  await until(() => expect(refused(b)).toEqual({ ...NONE, connectionsRefused: 4 }))
  await expectCalls(a, b)
})

test('of many silent strangers the oldest are closed, and a member still gets in', async () => {
  const [a, b] = [await startWire(), await startWire({ handshakeTimeoutMs: 60_000 })]
  const strangers: Awaited<ReturnType<typeof connectTo>>[] = []
  for (let i = 0; i < 80; i++) strangers.push(await connectTo(b))
  const isClosed = () => strangers.map(({ socket }) => socket.destroyed)
  await until(() => expect(isClosed()).toEqual(strangers.map((_, i) => i < 16)))
  await expectCalls(a, b)
  await until(() => expect(isClosed()).toEqual(strangers.map((_, i) => i < 17)))
  expect(refused(b)).toEqual({ ...NONE, connectionsRefused: 17 })
})

test('a member with another secret gets nothing, in either direction', async () => {
  const [a, b] = [await startWire(), await startWire({ secret: 'another secret, just as long as the first' })]
  let handled = 0
  b.handle('count', () => ++handled)
  await expect(a.call(addressOf(b), 'count', 1)).rejects.toMatchObject({
    name: 'Unreachable',
    message: expect.stringContaining('same secret'),
  })
  expect(await a.probe(addressOf(b))).toBe(false)
  expect(await b.probe(addressOf(a))).toBe(false)
  expect(handled).toBe(0)
  expect(refused(b)).toEqual({ ...NONE, connectionsRefused: 2, unauthentic: 2 })
  expect(refused(a)).toEqual({ ...NONE, connectionsRefused: 1, unauthentic: 1 })
})

test('one that pretends to be a member and is dialled gets no message', async () => {
  const a = await startWire({ handshakeTimeoutMs: 200 })
  const heard: Buffer[][] = []
  const hello = framed(newHello())
  for (const answer of [Buffer.alloc(0), framed(Buffer.from('HTTP')), hello, Buffer.concat([hello, framed(Buffer.alloc(32))])]) {
    const pretender = await listen((socket) => {
      const chunks: Buffer[] = []
      heard.push(chunks)
      socket.on('data', (chunk) => chunks.push(chunk))
      socket.write(answer)
    })
    await expect(a.call(addressOf(pretender), 'echo', 'a secret message')).rejects.toMatchObject({ name: 'Unreachable' })
    expect(await a.probe(addressOf(pretender))).toBe(false)
  }
  expect(heard).toHaveLength(8)
  // A hello and a proof at most.
  for (const chunks of heard) expect(Buffer.concat(chunks).length).toBeLessThanOrEqual(hello.length + 4 + 32)
  expect(refused(a)).toEqual({ connectionsRefused: 4, oversized: 0, garbage: 2, unauthentic: 2 })
})

test('a member whose own words come back to it does not take them for an answer', async () => {
  const a = await startWire()
  const mirror = await listen((socket) => socket.pipe(socket))
  expect(await a.probe(addressOf(mirror))).toBe(false)
  expect(refused(a)).toEqual({ ...NONE, connectionsRefused: 1, unauthentic: 1 })
})

test('a recorded handshake, with the calls after it, is refused when it is played again', async () => {
  const [a, b] = [await startWire(), await startWire()]
  let handled = 0
  b.handle('count', () => ++handled)
  const recorded: Buffer[] = []
  const proxy = await startProxy(b, (chunk, towards) => {
    if (towards === 'listener') recorded.push(chunk)
    return chunk
  })
  expect(await a.call(addressOf(proxy), 'count', 1)).toBe(1)
  for (const pieces of [recorded, [Buffer.concat(recorded)]]) {
    const { socket } = await connectTo(b)
    const closed = once(socket, 'close')
    for (const piece of pieces) socket.write(piece)
    await closed
  }
  expect(handled).toBe(1)
  expect(refused(b)).toEqual({ ...NONE, connectionsRefused: 2, unauthentic: 2 })
  await expectCalls(a, b)
})
