import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../errors'
import { add, change, LONG, open, startServer } from './outage-kit'
import { eventually, type TestServer } from './test-server'

/** Every key with its value and its end. */
async function everythingOf({ inspect }: TestServer): Promise<Record<string, unknown>> {
  const keys = (await inspect.keys('*')).sort()
  const parts = keys.map(async (key) => [key, await inspect.dumpBuffer(key).then(String), await inspect.pexpiretime(key)] as const)
  return Object.fromEntries((await Promise.all(parts)).map(([key, ...rest]) => [key, rest]))
}

const connections = async ({ inspect }: TestServer) => Number(/total_connections_received:(\d+)/.exec(await inspect.info('stats'))?.[1])

/** Every call that writes, each of which begins with something to write. */
async function expectNothingWritten(url: string, server: TestServer, why: RegExp, refuse: () => Promise<unknown>): Promise<void> {
  let offset = 0
  const store = open(url, { clockOffsetMs: () => offset })
  const guest = await store.create({ change: change(add), lifetime: LONG })
  const own = await store.create({ change: change(add), lifetime: LONG, userId: 'ann', fence: '0' })
  const renewal = { userId: 'ann', fence: '0', steps: [add], lifetime: LONG, grace: 'powerless' } as const
  offset += 60_000 // idle ends are due to slide
  await refuse()
  const before = await everythingOf(server)
  const calls: (() => Promise<unknown>)[] = [
    () => store.create({ change: change(add), lifetime: LONG }),
    () => store.create({ change: change(add), lifetime: LONG, userId: 'ann', fence: '0' }),
    () => store.change(guest.token, change(add, { delete: 'cart:p1' })),
    () => store.renew(guest.token, renewal),
    () => store.renew(null, { ...renewal, maxSessions: 1 }),
    () => store.end(own.token),
    () => store.endAll('ann'),
  ]
  for (const call of calls) {
    const error = await eventually(async () => {
      const error = await call().catch((error: unknown) => error)
      expect(String(error)).toMatch(why) // a call may meet the connection that the one before it has left
      return error
    })
    expect(error).toBeInstanceOf(StoreUnavailable)
  }
  const { lastSeenAt } = guest.session
  expect(await eventually(() => store.read(guest.token)), 'which would slide').toMatchObject({ lastSeenAt })
  expect(await everythingOf(server)).toEqual(before)
}

test('a master without enough replicas: nothing is written, and the connection stays', async () => {
  const server = await startServer()
  let before = 0
  await expectNothingWritten(server.url, server, /NOREPLICAS/, async () => {
    await server.inspect.config('SET', 'min-replicas-to-write', '1')
    before = await connections(server)
  })
  expect(await connections(server)).toBe(before)
})

test('what has become a replica: nothing is written, and the connection is left', async () => {
  const server = await startServer()
  let before = 0
  await expectNothingWritten(server.url, server, /READONLY/, async () => {
    await server.inspect.replicaof('127.0.0.1', '1')
    before = await connections(server)
  })
  expect(await connections(server)).toBeGreaterThan(before)
})
