import { expect, test } from 'vitest'
import { Unreachable } from './errors'
import { addressOf, expectCalls, startProxy, startWire, type Tamper, until } from './testing'

/** Runs calls through a proxy that is honest until `spoil` is set for one direction. */
async function tampered(towards: 'listener' | 'dialler', spoil: (chunk: Buffer, earlier: Buffer) => Buffer | undefined) {
  const [a, b] = [await startWire(), await startWire()]
  let isSpoiling = false
  let earlier: Buffer = Buffer.alloc(0)
  const tamper: Tamper = (chunk, direction) => {
    if (direction !== towards) return chunk
    if (isSpoiling) {
      isSpoiling = false
      return spoil(Buffer.from(chunk), earlier)
    }
    earlier = chunk
    return chunk
  }
  const proxy = await startProxy(b, tamper)
  let handled = 0
  b.handle('count', () => ++handled)
  b.handle('never', () => new Promise(() => undefined))
  const sufferer = towards === 'listener' ? b : a
  for (let i = 1; i <= 3; i++) expect(await a.call(addressOf(proxy), 'count', i)).toBe(i)
  // Under way on the same connection, when it happens.
  const pending = expect(a.call(addressOf(proxy), 'never', 1, { timeoutMs: 60_000 })).rejects.toBeInstanceOf(Unreachable)
  await until(() => expect(b.counters.framesReceived).toBe(4))
  isSpoiling = true
  const call = a.call(addressOf(proxy), 'count', 'spoilt', { timeoutMs: 60_000 }).catch((error: unknown) => error)
  return {
    counted: () => sufferer.counters.snapshot().framesRefused,
    handled: () => handled,
    call,
    /** Through the same proxy, over a new connection, and directly. */
    async expectRecovered() {
      await pending
      expect(await a.call(addressOf(proxy), 'echo', 'again')).toBe('again')
      await expectCalls(a, b)
      expect(a.counters.connectionsRefused + b.counters.connectionsRefused, 'they were members').toBe(0)
    },
  }
}

const flip = (at: (chunk: Buffer) => number) => (chunk: Buffer) => {
  chunk[at(chunk)] = (chunk[at(chunk)] as number) ^ 1
  return chunk
}

test.each(['listener', 'dialler'] as const)('a flipped bit in what the %s receives closes the connection', async (towards) => {
  for (const at of [() => 4, () => 9, (chunk: Buffer) => chunk.length - 1, (chunk: Buffer) => chunk.length - 17]) {
    const run = await tampered(towards, flip(at))
    expect(await run.call).toBeInstanceOf(Unreachable)
    expect(run.counted()).toEqual({ oversized: 0, garbage: 0, unauthentic: 1 })
    expect(run.handled(), 'an altered call is not handled').toBe(towards === 'listener' ? 3 : 4)
    await run.expectRecovered()
  }
})

test.each(['listener', 'dialler'] as const)('an altered length in what the %s receives closes the connection', async (towards) => {
  const oversized = await tampered(
    towards,
    flip(() => 0),
  )
  expect(await oversized.call).toBeInstanceOf(Unreachable)
  expect(oversized.counted()).toEqual({ oversized: 1, garbage: 0, unauthentic: 0 })
  await oversized.expectRecovered()
  const empty = await tampered(towards, (chunk) => Buffer.concat([Buffer.alloc(4), chunk]))
  expect(await empty.call).toBeInstanceOf(Unreachable)
  expect(empty.counted()).toEqual({ oversized: 0, garbage: 1, unauthentic: 0 })
  await empty.expectRecovered()
})

test.each(['listener', 'dialler'] as const)('a frame that the %s receives again, or too early, closes the connection', async (towards) => {
  for (const spoil of [(_: Buffer, earlier: Buffer) => earlier, (chunk: Buffer) => Buffer.concat([chunk, chunk])]) {
    const run = await tampered(towards, spoil)
    await run.call
    await run.expectRecovered()
    expect(run.counted()).toEqual({ oversized: 0, garbage: 0, unauthentic: 1 })
    expect(run.handled()).toBeLessThanOrEqual(4)
  }
})

test('a connection that ends amid a frame is counted, and one that ends between two is not', async () => {
  const amid = await tampered('listener', () => undefined)
  expect(await amid.call).toBeInstanceOf(Unreachable)
  expect(amid.counted()).toEqual({ oversized: 0, garbage: 0, unauthentic: 0 })
  await amid.expectRecovered()

  const [a, b] = [await startWire(), await startWire()]
  let calls = 0
  const proxy = await startProxy(b, (chunk, towards) => {
    if (towards === 'dialler') return chunk
    // Hello, proof, the first call; then most of the second, and the end.
    calls++
    if (calls <= 3) return chunk
    return calls === 4 ? chunk.subarray(0, chunk.length - 3) : undefined
  })
  expect(await a.call(addressOf(proxy), 'echo', 1)).toBe(1)
  const cut = expect(a.call(addressOf(proxy), 'echo', 2)).rejects.toBeInstanceOf(Unreachable)
  await until(() => expect(calls).toBe(4))
  const next = expect(a.call(addressOf(proxy), 'echo', 3)).rejects.toBeInstanceOf(Unreachable)
  await Promise.all([cut, next])
  await until(() => expect(b.counters.snapshot().framesRefused).toEqual({ oversized: 0, garbage: 1, unauthentic: 0 }))
})

test('a connection on which nothing is heard any more is replaced', async () => {
  const [a, b] = [await startWire(), await startWire()]
  let isSilent = false
  const proxy = await startProxy(b, (chunk) => (isSilent ? Buffer.alloc(0) : chunk))
  expect(await a.call(addressOf(proxy), 'echo', 1)).toBe(1)
  isSilent = true
  const patient = expect(a.call(addressOf(proxy), 'echo', 2, { timeoutMs: 300 })).rejects.toThrow('within 300 ms')
  await expect(a.call(addressOf(proxy), 'echo', 3, { timeoutMs: 30 })).rejects.toThrow('within 30 ms')
  // What was swallowed is missing from the old one for ever.
  isSilent = false
  for (let i = 0; i < 3; i++) expect(await a.call(addressOf(proxy), 'echo', i)).toBe(i)
  await patient
  expect(await a.call(addressOf(proxy), 'echo', 4)).toBe(4)
  await until(() => expect(a.counters.connectionsOpened).toBe(2))
})
