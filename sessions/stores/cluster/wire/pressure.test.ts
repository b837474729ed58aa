import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { addressOf, listen, startWire, until } from './testing'

test('a caller with too many calls under way has to wait, and another one does not', async () => {
  const [a, b, c] = [await startWire(), await startWire(), await startWire()]
  const held: (() => void)[] = []
  b.handle('held', (message) => new Promise((resolve) => held.push(() => resolve(message))))
  const calls = Array.from({ length: 3000 }, (_, i) => a.call(addressOf(b), 'held', i, { timeoutMs: 60_000 }))
  await until(() => expect(held).toHaveLength(1024))
  for (let i = 0; i < 20; i++) expect(await c.call(addressOf(b), 'echo', i)).toBe(i)
  expect(held).toHaveLength(1024)
  held.shift()?.()
  await until(() => expect(held).toHaveLength(1024))
  for (let released = 1; released < 3000; ) {
    await until(() => expect(held.length).toBeGreaterThan(0))
    for (const release of held.splice(0)) {
      release()
      released++
    }
  }
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 3000 }, (_, i) => i))
})

test('a caller that does not take its answers is not read from, until it does', async () => {
  const [a, b] = [await startWire({ callTimeoutMs: 60_000 }), await startWire()]
  b.handle('much', () => Buffer.alloc(1024 * 1024))
  const sides: Socket[] = []
  const proxy = await listen((near) => {
    const far = connect({ host: '127.0.0.1', port: b.port })
    far.on('error', () => undefined)
    near.pipe(far).pipe(near)
    sides.push(near, far)
  })
  expect(await a.call(addressOf(proxy), 'much', 0)).toHaveLength(1024 * 1024)
  const [near, far] = sides as [Socket, Socket]
  far.unpipe()
  far.pause()
  const calls: Promise<unknown>[] = []
  const all = 100
  for (let i = 0; i < all; i++) {
    calls.push(a.call(addressOf(proxy), 'much', i))
    // One at a time, as far as they are read at all; another caller's answer says that they would have been by now.
    for (let round = 0; round < 3; round++) await a.call(addressOf(b), 'echo', i)
  }
  // All echoes, the first call, and as many as the system and the bound of 4 MiB hold.
  const read = b.counters.framesReceived - 3 * all - 1
  expect(read).toBeGreaterThan(3)
  expect(read).toBeLessThan(all / 2)
  far.pipe(near)
  for (const call of calls) expect(await call).toHaveLength(1024 * 1024)
})
