import { beforeEach, expect, test, vi } from 'vitest'
import type { Session } from '../index'
import { cookiesOfTheEnded, cookiesShowing } from './shown-version'

const sent = vi.hoisted(() => ({ names: [] as string[] }))
vi.mock('next/headers', () => ({
  headers: async () => new Headers({ host: 'shop.example', 'x-forwarded-proto': 'https' }),
  cookies: async () => ({ getAll: () => sent.names.map((name) => ({ name, value: '1' })) }),
}))
beforeEach(() => vi.stubEnv('SESSION_STORE', 'memory:'))

const session = { id: `tagtagta.${'h'.repeat(43)}`, version: 1000 } as Session
const nameOf = (version: number, hash = 'hhhhhhhh') => `__Host-seen-sid-${hash}-${version}`

test('however many a client brings, an answer takes a few of them away, and the next ones take the rest', async () => {
  // About as many as fit into one line of nginx's.
  sent.names = Array.from({ length: 500 }, (_, i) => nameOf(i + 1))
  let answers = 0
  for (; ; answers++) {
    const set = await cookiesShowing(session)
    if (set.length === 0) break
    expect(set.length, 'nginx has 32 KB for all headers of an answer').toBeLessThan(12)
    for (const { name, value } of set) sent.names = value ? [...sent.names, name] : sent.names.filter((other) => other !== name)
  }
  expect([sent.names, answers > 1]).toEqual([[nameOf(1000)], true])
})

test('nor are there many with a new token, or at the end', async () => {
  sent.names = Array.from({ length: 500 }, (_, i) => nameOf(i + 1, 'otherone'))
  expect((await cookiesShowing(session, { isNew: true })).length).toBeLessThan(12)
  expect((await cookiesOfTheEnded()).length).toBeLessThan(12)
})
