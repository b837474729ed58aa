import { once } from 'node:events'
import { expect, test } from 'vitest'
import { Unreachable } from './errors'
import { addressOf, type Replica, startReplica, startWire, until } from './testing'

const relay = (to: { readonly port: number }, channel: string, body: unknown) => ({ address: addressOf(to), channel, body })

async function stop({ child }: Replica): Promise<void> {
  child.kill('SIGSTOP')
}

test('two processes and this one call each other', async () => {
  const [here, [one, two]] = [await startWire(), await Promise.all([startReplica(), startReplica()])]
  const body = { text: 'ü 🛒', bytes: Buffer.alloc(100_000, 7), list: [1, null, -0.5] }
  expect(await here.call(addressOf(one), 'echo', body)).toEqual(body)
  expect(await here.call(addressOf(one), 'relay', relay(here, 'echo', body))).toEqual(body)
  expect(await here.call(addressOf(one), 'relay', relay(two, 'echo', body))).toEqual(body)
  const calls = Array.from({ length: 1000 }, (_, i) =>
    here.call(addressOf(i % 2 ? one : two), 'relay', relay(i % 3 ? here : i % 2 ? two : one, 'echo', i), { timeoutMs: 15_000 }),
  )
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
  expect(here.counters.connectionsOpened, 'two of each direction').toBe(4)
})

test('a process that is stopped keeps nobody else waiting, and is there again when it goes on', async () => {
  const [here, [paused, other]] = [await startWire(), await Promise.all([startReplica(), startReplica()])]
  for (const replica of [paused, other]) expect(await here.call(addressOf(replica), 'echo', 1)).toBe(1)
  await stop(paused)
  const stuck = Array.from({ length: 50 }, (_, i) => here.call(addressOf(paused), 'echo', i).catch((error: unknown) => error))
  let areStuck = true
  const ended = Promise.all(stuck).finally(() => {
    areStuck = false
  })
  let answers = 0
  while (areStuck) answers += (await here.call(addressOf(other), 'echo', 1)) as number
  expect(answers, 'meanwhile').toBeGreaterThan(50)
  for (const error of await ended) expect(error).toBeInstanceOf(Unreachable)
  expect(here.counters.callsTimedOut).toBe(50)
  expect(await here.probe(addressOf(paused), 100), 'the system accepts the connection, and nobody answers').toBe(false)
  expect(await here.probe(addressOf(other))).toBe(true)
  await expect(here.call(addressOf(paused), 'echo', 1, { timeoutMs: 100 })).rejects.toBeInstanceOf(Unreachable)
  paused.child.kill('SIGCONT')
  await until(async () => expect(await here.call(addressOf(paused), 'echo', 'again')).toBe('again'))
  expect(await here.probe(addressOf(paused))).toBe(true)
})

test('what a stopped process does not take is not kept without end', async () => {
  const [here, [paused, other]] = [await startWire(), await Promise.all([startReplica(), startReplica()])]
  expect(await here.call(addressOf(paused), 'echo', 1)).toBe(1)
  await stop(paused)
  const message = Buffer.alloc(2 * 1024 * 1024)
  const calls: Promise<unknown>[] = []
  let refusal: unknown
  // What the system takes by itself goes first.
  for (let i = 0; i < 100 && !refusal; i++) {
    calls.push(here.call(addressOf(paused), 'echo', message, { timeoutMs: 60_000 }))
    calls.at(-1)?.catch((error: unknown) => {
      refusal ??= error
    })
    expect(await here.call(addressOf(other), 'echo', i)).toBe(i)
  }
  expect(refusal).toMatchObject({ name: 'Unreachable', message: expect.stringContaining('too much') })
  const kept = calls.length - 1
  expect(kept).toBeGreaterThanOrEqual(8)
  paused.child.kill('SIGCONT')
  for (const call of calls.slice(0, kept)) expect(await call).toHaveLength(message.length)
  expect(await here.call(addressOf(paused), 'echo', 1)).toBe(1)
})

test('when a process is killed, calls under way to it fail at once', async () => {
  const [here, replica] = [await startWire(), await startReplica()]
  const calls = Array.from({ length: 20 }, () => here.call(addressOf(replica), 'never', 1, { timeoutMs: 600_000 }))
  const relayed = here.call(addressOf(replica), 'relay', relay(here, 'echo', 1))
  expect(await relayed).toBe(1)
  const gone = once(replica.child, 'exit')
  replica.child.kill('SIGKILL')
  for (const call of calls) await expect(call).rejects.toBeInstanceOf(Unreachable)
  await gone
  await expect(here.call(addressOf(replica), 'echo', 1)).rejects.toThrow('ECONNREFUSED')
  expect(here.counters.callsTimedOut).toBe(0)
})

test('a process whose wire was closed ends by itself', async () => {
  const [here, replica] = [await startWire(), await startReplica()]
  expect(await here.call(addressOf(replica), 'relay', relay(here, 'echo', 1))).toBe(1)
  // A call of its own that is under way, with its timer.
  here.handle('never', () => new Promise(() => undefined))
  const under = here.call(addressOf(replica), 'relay', relay(here, 'never', 1), { timeoutMs: 60_000 }).catch((error: unknown) => error)
  const ended = once(replica.child, 'exit')
  expect(await here.call(addressOf(replica), 'close', 1)).toBe(undefined)
  expect(await ended).toEqual([0, null])
  expect(await under).toBeInstanceOf(Unreachable)
})
