import { once } from 'node:events'
import { queryObjects } from 'node:v8'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Connection } from './connection'
import { newHello } from './handshake'
import { Outbound } from './outbound'
import { Patience } from './patience'
import { addressOf, connectTo, expectCalls, startProxy, startWire, type Tamper, until } from './testing'

const alive = () => [Connection, Outbound, Patience].map((type) => queryObjects(type, { format: 'count' }))

const hello = Buffer.concat([Buffer.from([0, 0, 0, newHello().length]), newHello()])
const proof = Buffer.concat([Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)])
const noise = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes))
const said = fc.oneof(noise, fc.constantFrom(hello, proof, Buffer.alloc(4), Buffer.alloc(1)))

test('whatever strangers send, in whatever pieces, members can call each other afterwards and nothing is kept', async () => {
  const [a, b] = [await startWire(), await startWire({ handshakeTimeoutMs: 30 })]
  await expectCalls(a, b)
  const before = alive()
  const pieces = fc.array(said, { maxLength: 6 })
  const flipped = fc.tuple(pieces, fc.nat(), fc.nat(255)).map(([all, at, byte]) => {
    const bytes = Buffer.concat([hello, ...all])
    bytes[at % bytes.length] = byte
    return [bytes]
  })
  let connections = 0
  await fc.assert(
    fc.asyncProperty(fc.oneof(pieces, flipped), fc.boolean(), async (all, leaves) => {
      connections++
      const { socket } = await connectTo(b)
      const closed = once(socket, 'close')
      for (const piece of all) {
        socket.write(piece)
        await new Promise((resolve) => setImmediate(resolve))
      }
      if (leaves) socket.end()
      await closed
      expect(await a.call(addressOf(b), 'echo', connections)).toBe(connections)
    }),
    { numRuns: 300 },
  )
  await until(() => expect(b.counters.connectionsRefused).toBe(connections))
  await expectCalls(a, b)
  expect(b.counters.connectionsOpened, 'no stranger got in').toBe(2)
  await until(() => expect(alive()).toEqual(before))
})

type Damage = {
  readonly at: number
  readonly kind: 'flip' | 'drop' | 'twice' | 'cut' | 'noise' | 'end'
  readonly towards: 'listener' | 'dialler'
}
const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.nat(1500),
  kind: fc.constantFrom('flip', 'drop', 'twice', 'cut', 'noise', 'end'),
  towards: fc.constantFrom('listener', 'dialler'),
})

/** Does the damage to the chunk that holds the byte at which it is due; counted for each connection anew. */
function damaging({ at, kind, towards }: Damage): Tamper {
  let passed = 0
  return (chunk, direction) => {
    if (direction !== towards) return chunk
    const start = passed
    passed += chunk.length
    if (at < start || at >= passed) return chunk
    const index = at - start
    const [head, tail] = [chunk.subarray(0, index), chunk.subarray(index)]
    if (kind === 'flip') return Buffer.concat([head, Buffer.from([(tail[0] as number) ^ 0x10]), tail.subarray(1)])
    if (kind === 'drop') return Buffer.concat([head, tail.subarray(1)])
    if (kind === 'twice') return Buffer.concat([chunk, chunk])
    if (kind === 'cut') return head
    if (kind === 'noise') return Buffer.concat([head, Buffer.alloc(20, index), tail])
    return undefined
  }
}

test('whatever happens on the way, a call is answered rightly or fails, and nothing is kept', async () => {
  const options = { handshakeTimeoutMs: 60, callTimeoutMs: 60 }
  const [a, b] = [await startWire(options), await startWire(options)]
  await expectCalls(a, b)
  const before = alive()
  const outcomes = { right: 0, failed: 0 }
  await fc.assert(
    fc.asyncProperty(damage, async (one) => {
      const proxy = await startProxy(b, damaging(one))
      const calls = Array.from({ length: 12 }, (_, i) => ({ i, text: 'x'.repeat(i * 9) }))
      for (const group of [calls.slice(0, 6), calls.slice(6)])
        await Promise.all(
          group.map(async (message) => {
            const answer = await a.call(addressOf(proxy), 'echo', message).catch((error: unknown) => error)
            if (answer instanceof Error) {
              expect(answer.name).toBe('Unreachable')
              outcomes.failed++
            } else {
              expect(answer).toEqual(message)
              outcomes.right++
            }
          }),
        )
      // On a busy machine a handshake of its own may take longer than these 60 ms.
      await until(async () => expect(await a.call(addressOf(b), 'echo', one.at, { timeoutMs: 10_000 })).toBe(one.at))
      await proxy.close()
    }),
    { numRuns: 150 },
  )
  expect(outcomes.right).toBeGreaterThan(100)
  expect(outcomes.failed).toBeGreaterThan(100)
  await until(() => expect(alive()).toEqual(before))
})
