import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Balancer, type FakeReplica, type Got, startBalancer, startFakeReplicas } from './testing/balancer'
import { NEXT_HEADERS } from './testing/next-headers'

let replicas: FakeReplica[]
let up: Balancer
let down: Balancer

beforeAll(async () => {
  replicas = await startFakeReplicas()
  ;[up, down] = await Promise.all([startBalancer(replicas.map(({ address }) => address)), startBalancer(['127.0.0.1:1'])])
})
afterAll(async () => {
  await Promise.all([up.stop(), down.stop()])
  for (const replica of replicas) replica.close()
})

const tooMuch = { method: 'POST', body: Buffer.alloc(300 * 1024) }
const luggage = { headers: { cookie: 'a'.repeat(17_000) } }

/** [what, status, whose answer it is] under a prefix of the address */
const cases = [
  ['nobody there', 502, (prefix: string) => down.ask(`${prefix}x`)],
  ['a body of 300 KB', 413, (prefix: string) => up.ask(`${prefix}x`, tooMuch)],
  ['a body of 300 KB with a key', 413, (prefix: string) => up.ask(`${prefix}x`, { ...tooMuch, headers: { 'idempotency-key': 'k' } })],
  ['an address of 5 KB', 414, (prefix: string) => up.ask(`${prefix}${'a'.repeat(5_000)}`)],
  ['an address of 20 KB', 414, (prefix: string) => up.ask(`${prefix}${'a'.repeat(20_000)}`)],
  ['cookies of 17 KB', 431, (prefix: string) => up.ask(`${prefix}x`, luggage)],
  ['a wrong Host', 400, (prefix: string) => up.ask(`${prefix}x`, { headers: { host: 'a b' } })],
  ['TRACE', 405, (prefix: string) => up.ask(`${prefix}x`, { method: 'TRACE' })],
] as const

describe.each(cases)('%s', (_, status, ask) => {
  test('under /api: a problem document', async () => {
    const answer = await ask('/api/')
    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    const problem = { type: 'about:blank', title: expect.stringMatching(/\w/), status, detail: expect.stringMatching(/\.$/) }
    expect(JSON.parse(answer.body)).toEqual(problem)
    expectSafeHeaders(answer)
  })

  test('elsewhere: a page', async () => {
    const answer = await ask('/')
    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(answer.body).toMatch(/^<!doctype html>/)
    expect(answer.body).toContain(`<small>${status} `)
    expectSafeHeaders(answer)
    const style = /<style>(.*?)<\/style>/s.exec(answer.body)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(answer.headers['content-security-policy'], 'put the new hash into header-values.conf').toContain(`style-src 'sha256-${hash}'`)
  })
})

function expectSafeHeaders({ headers, twice, status }: Got): void {
  expect(twice).toEqual([])
  expect(headers).toMatchObject({
    ...NEXT_HEADERS,
    'content-security-policy': expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'$/),
    'cache-control': 'no-store',
    server: 'nginx',
  })
  if (status >= 502) expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  else expect(headers['retry-after']).toBeUndefined()
}

test('what next.config.ts says is said here', () => {
  expect(Object.keys(NEXT_HEADERS).sort()).toEqual([
    'cross-origin-opener-policy',
    'permissions-policy',
    'referrer-policy',
    'x-content-type-options',
    'x-frame-options',
  ])
})

test('the page follows the theme that the visitor chose', async () => {
  expect((await down.ask('/', { headers: { cookie: 'theme=dark' } })).body).toContain('data-theme="dark"')
  expect((await down.ask('/', { headers: { cookie: 'theme="><script>' } })).body).toContain('data-theme="system"')
})

test('what is no HTTP at all gets a page, too', async () => {
  const text = await new Promise<string>((resolve) => {
    let all = ''
    const socket = connect(up.port, '127.0.0.1', () => socket.end('nonsense\r\n\r\n'))
    socket.setEncoding('utf8').on('data', (part) => {
      all += part
    })
    socket.on('close', () => resolve(all))
  })
  expect(text).toContain('We did not understand that.')
})

test("the detours cannot be asked for, and a replica's own errors pass untouched", async () => {
  for (const path of ['/__page', '/__problem', '/__repeatable']) expect((await up.ask(path)).status).toBe(404)
  const own = await startFakeReplicas(() => (_, response) => response.writeHead(503, { 'retry-after': '7' }).end('mine'))
  const balancer = await startBalancer(own.map(({ address }) => address))
  expect(await balancer.ask('/api/cart')).toMatchObject({ status: 503, body: 'mine', headers: { 'retry-after': '7' } })
  await balancer.stop()
  for (const replica of own) replica.close()
})
