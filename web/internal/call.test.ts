import { beforeEach, expect, test, vi } from 'vitest'
import { internalCall } from './call'
import { hasInternalKey, internalKey } from './key'

vi.mock('next/headers', () => ({ headers: async () => new Headers(), cookies: async () => new Map() }))

const SECRET = 'a secret of thirty-two characters'
beforeEach(() => {
  vi.stubEnv('NEXTAUTH_SECRET', SECRET)
  vi.stubEnv('REPLICA', 'web-2')
})

const ask = (headers: Record<string, string>, body = '{}') => {
  const call = internalCall(async (input) => ({ input }))
  return call(
    new Request('http://127.0.0.1/api/internal/x', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } }),
  )
}
const right = () => `Bearer ${internalKey(SECRET)}`

test('the key is one way, has a label of its own, and is 256 bits in base64url', () => {
  expect(internalKey(SECRET)).toMatch(/^[\w-]{43}$/)
  expect(internalKey(SECRET)).toBe(internalKey(SECRET))
  expect(internalKey(`${SECRET}.`)).not.toBe(internalKey(SECRET))
})

test('with the key the answer names its replica and is stored nowhere', async () => {
  const answer = await ask({ authorization: right() }, '{"a":1}')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(await answer.json()).toEqual({ replica: 'web-2', input: { a: 1 } })
})

test.each([
  ['none', {}],
  ['an empty one', { authorization: '' }],
  ['the secret itself', { authorization: `Bearer ${SECRET}` }],
  ['that of another secret', { authorization: `Bearer ${internalKey('another secret')}` }],
  ['half of it', { authorization: `Bearer ${internalKey(SECRET).slice(0, 20)}` }],
  ['more than it', { authorization: `Bearer ${internalKey(SECRET)}x` }],
  ['another scheme', { authorization: `Basic ${internalKey(SECRET)}` }],
])('without the key (%s) there is no such call, whatever the body', async (_, headers) => {
  for (const body of ['{}', 'no JSON']) {
    const answer = await ask(headers as Record<string, string>, body)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ code: 'unknown-route', status: 404 })
  }
})

test('what came through nginx is no such call, with the key too', async () => {
  const answer = await ask({ authorization: right(), 'x-real-ip': '127.0.0.1' })
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ code: 'unknown-route' })
})

test('a replica without a secret takes no key at all', () => {
  const headers = new Headers({ authorization: `Bearer ${internalKey('')}` })
  for (const secret of ['', undefined]) {
    vi.stubEnv('NEXTAUTH_SECRET', secret)
    expect(hasInternalKey(headers)).toBe(false)
  }
})

test('what is not JSON is a problem', async () => {
  expect((await ask({ authorization: right() }, 'no JSON')).status).toBe(400)
  expect((await ask({ authorization: right(), 'content-type': 'text/plain' })).status).toBe(415)
})
