import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Session, SessionStore } from '../../../session'
import { newToken } from '../../../token'
import { openRedisStore } from '../../redis'
import { decode, type Stored } from '../codec'
import { add, change, LONG } from '../outage-kit'
import { startTestServer, type TestServer } from '../test-server'
import { Entries } from './entries'
import { countersOf, untilSound } from './test-kit'

let server: TestServer
let store: SessionStore
beforeAll(async () => {
  server = await startTestServer()
  store = openRedisStore(`${server.url}?near-cache=on&near-cache-mb=1`)
})
afterAll(async () => {
  await store.close()
  await server.remove()
})

test('ten thousand sessions pass through a small cache, which keeps those that were read last', async () => {
  const made = Array.from({ length: 10_000 }, () => store.create({ change: change(add), lifetime: LONG }))
  const tokens = (await Promise.all(made)).map(({ token }) => token)
  await untilSound(store, () => store.read(String(tokens[0]), 1))
  for (let first = 0; first < tokens.length; first += 500) {
    await Promise.all(tokens.slice(first, first + 500).map((token) => store.read(token, 1)))
    const { bytes, maxBytes } = countersOf(store)
    expect(bytes).toBeLessThanOrEqual(maxBytes)
  }
  const { entries, evictions, maxBytes, bytes } = countersOf(store)
  expect(maxBytes).toBe(2 ** 20)
  expect(bytes).toBeGreaterThan(maxBytes * 0.9)
  expect(entries).toBeGreaterThan(500)
  expect(evictions).toBeGreaterThan(1000)
  // On a busy machine the cache may be unused for a moment, and keeps nothing then.
  const latest = tokens.slice(-300)
  await vi.waitFor(() => expect(hitsOf(latest)).resolves.toBe(300), { timeout: 10_000 })
  expect(await hitsOf([String(tokens[0])]), 'the first has made room').toBe(0)
})

async function hitsOf(tokens: readonly string[]): Promise<number> {
  const { hits } = countersOf(store)
  for (const token of tokens) await store.read(token, 1)
  return countersOf(store).hits - hits
}

/** As Redis sends a session: every text is an object of its own. */
function arrived(attributes: number): [key: string, session: Session, until: number] {
  const id = newToken()
  const text = (value: string) => Buffer.from(value).toString()
  const flat = ['h', `5 ${Date.now()} ${Date.now()} 1800000 ${Date.now() + 86_400_000}`, 'u', `${Date.now()}000 ${newToken()}`]
  for (let i = 0; i < attributes; i++) flat.push(`.cart:${newToken()}`, String(i))
  return [text(id), (decode(text(id), flat.map(text)) as Stored).session, Date.now()]
}

test.each([5, 50])('the estimate of what an entry of %i attributes takes is near the truth', (attributes) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const count = 20_000 / attributes
  const entries = new Entries<null>(Number.POSITIVE_INFINITY)
  collect()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < count; i++) entries.put(...arrived(attributes), null)
  collect()
  const real = (process.memoryUsage().heapUsed - before) / count
  expect(entries.bytes / count).toBeGreaterThan(real * 0.8)
  expect(entries.bytes / count).toBeLessThan(real * 1.4)
})

test('an entry that is larger than all room is not kept, and one of a source goes with it', () => {
  const small = new Entries<string>(100)
  small.put(...arrived(5), 'a')
  expect([small.size, small.bytes, small.evictions]).toEqual([0, 0, 0])
  const entries = new Entries<string>(100_000)
  const [id, ...rest] = arrived(5)
  entries.put(id, ...rest, 'a')
  entries.put(...arrived(5), 'b')
  const { bytes } = entries
  entries.put(id, ...rest, 'a')
  expect([entries.size, entries.bytes]).toEqual([2, bytes])
  entries.deleteOf('b')
  expect([entries.size, entries.use(id)?.source]).toEqual([1, 'a'])
  entries.delete(id)
  expect([entries.size, entries.bytes]).toEqual([0, 0])
})
