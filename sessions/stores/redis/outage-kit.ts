/**
 * What the tests of outages share. Servers and stores that a test starts here are gone after it, and every test also expects that
 * closing is quick and that nothing was reported past the caller.
 *
 * @module
 */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import { StoreUnavailable } from '../../errors'
import type { Change, SessionStore, Step, StoreOptions } from '../../session'
import { openRedisStore } from '../redis'
import { startTestServer, type TestServer } from './test-server'

export const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
export const change = (...steps: Step[]): Change => ({ id: randomUUID(), steps })
export const add: Step = { add: 'cart:p1', by: 1 }
/** Longer than any call may take, with room for a busy machine. */
export const SECOND = 1500
/** A call that is refused without asking takes no time; with room, but less than the time-out of a command. */
export const AT_ONCE = 300

let opened: SessionStore[]
let servers: TestServer[]
beforeEach(() => {
  opened = []
  servers = []
  vi.spyOn(console, 'error')
})
afterEach(async () => {
  const started = performance.now()
  await Promise.all(opened.map((store) => store.close()))
  expect(performance.now() - started, 'closing, also in an outage').toBeLessThan(SECOND)
  await Promise.all(servers.map((server) => server.remove()))
  // ioredis reports there what nobody listens to; unhandled rejections fail the run by themselves.
  expect(console.error).not.toHaveBeenCalled()
})

export async function startServer(...args: string[]): Promise<TestServer> {
  const server = await startTestServer(...args)
  servers.push(server)
  return server
}

export function open(url: string, options?: StoreOptions): SessionStore {
  const store = openRedisStore(url, options)
  opened.push(store)
  return store
}

/** Expects every kind of call to fail as an outage does, each within the time. */
export async function expectOutage(store: SessionStore, token: string, withinMs: number): Promise<void> {
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
    expect(error).toMatchObject({ store: store.name, operation, cause: expect.any(Error) })
    // ioredis hangs the command with all its arguments on its errors.
    expect((error as StoreUnavailable).cause).not.toHaveProperty('command')
  })
  await Promise.all([...failures, store.ready().then((ready) => expect(ready).toBe(false))])
  expect(performance.now() - started).toBeLessThan(withinMs)
}

/** Of nobody. */
export const aToken = 'AAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB'
