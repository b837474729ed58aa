import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrateDeploy } from '../../../prisma/migrate-deploy'
import { startTestServer, type TestServer } from './test-server'
import { add, change, LONG, storeOpener } from './testing'

const open = storeOpener()
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.ask('ALTER SYSTEM SET shared_preload_libraries = pg_stat_statements')
  await server.stop('SIGINT')
  await server.start()
  await server.ask('CREATE EXTENSION pg_stat_statements')
  await migrateDeploy(server.url)
})
afterAll(() => server?.remove())

/** How many the server has run so far for the store, by its own count. */
async function statements(): Promise<number> {
  const sql = "SELECT coalesce(sum(calls), 0) AS n FROM pg_stat_statements WHERE toplevel AND query ~ 'session_|BEGIN|COMMIT'"
  return Number((await server.ask<{ n: string }>(sql))[0]?.n)
}

test('every call is one statement, and a read that slides is two', async () => {
  const store = open(server.url)
  let offset = 0
  const later = open(server.url, { clockOffsetMs: () => offset })
  const userId = `user-${randomUUID()}`
  const count = async <T>(expected: number, call: () => Promise<T>): Promise<T> => {
    const before = await statements()
    const answer = await call()
    expect((await statements()) - before).toBe(expected)
    return answer
  }
  const { token } = await count(1, () => store.create({ change: change(add('cart:p1'), add('cart:p2')), lifetime: LONG }))
  const fence = await count(1, () => store.fence(userId))
  await count(1, () => store.read(token))
  await count(1, () => store.change(token, change(add('cart:p1'), { set: 'note', value: 'x' }, { delete: 'cart:p2' })))
  await expect(count(1, () => store.change(token, change({ add: 'cart:p1', by: 9, max: 5 })))).rejects.toThrow('at most 5')
  const renew = { userId, fence, steps: [add('cart:p3')], lifetime: LONG, maxSessions: 1, grace: 'full' } as const
  const signedIn = await count(1, () => store.renew(token, renew))
  expect(await count(1, () => store.renew(token, renew))).toEqual(signedIn)
  expect(await count(1, () => store.change(token, change(add('cart:p1'))))).toBe('moved')
  const own = await count(1, () => store.renew(signedIn?.token as string, renew))
  expect((await count(1, () => store.read(signedIn?.token as string)))?.id).toBe(own?.session.id)
  await count(1, () => store.peek(own?.session.id as string))
  await count(1, () => store.list(userId))
  offset = 60_000
  await count(2, () => later.read(own?.token as string))
  await count(1, () => later.read(own?.token as string))
  expect(await count(1, () => store.end(own?.token as string))).toMatchObject({ attributes: { 'cart:p1': 3, 'cart:p3': 2 } })
  await count(1, () => store.endAll(userId))
  expect(await count(0, () => store.read('garbage'))).toBeNull()
})
