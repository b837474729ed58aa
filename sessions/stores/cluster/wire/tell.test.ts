import { expect, test } from 'vitest'
import { addressOf, expectCalls, listen, startWire, until } from './testing'

test('what is told arrives in order with the calls of its connection, and is not answered', async () => {
  const [a, b] = [await startWire(), await startWire()]
  const heard: unknown[] = []
  b.handle('hear', (message) => heard.push(message))
  const calls: Promise<unknown>[] = []
  for (let i = 0; i < 100; i++) {
    a.tell(addressOf(b), 'hear', i)
    if (i % 10 === 9) calls.push(a.call(addressOf(b), 'hear', `call ${i}`))
  }
  await Promise.all(calls)
  const order = Array.from({ length: 100 }, (_, i) => (i % 10 === 9 ? [i, `call ${i}`] : [i])).flat()
  expect(heard).toEqual(order)
  expect(a.counters).toMatchObject({ framesSent: 110, framesReceived: 10 })
})

test('telling harms nobody when the handler throws, nobody listens, or the wire is closed', async () => {
  const [a, b] = [await startWire(), await startWire()]
  let tries = 0
  b.handle('broken', () => {
    tries++
    throw new Error('broken')
  })
  a.tell(addressOf(b), 'broken', 1)
  a.tell(addressOf(b), 'no such channel', 1)
  await until(() => expect(tries).toBe(1))
  await expectCalls(a, b)
  const gone = await listen(() => undefined)
  await gone.close()
  a.tell(addressOf(gone), 'echo', 1)
  a.tell('no address', 'echo', 1)
  expect(() => a.tell(addressOf(b), 'echo', new Map())).toThrow(TypeError)
  await expectCalls(a, b)
  await a.close()
  a.tell(addressOf(b), 'echo', 1)
})
