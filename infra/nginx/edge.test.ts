import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Balancer, type FakeReplica, startBalancer, startFakeReplicas } from './testing/balancer'
import { NEXT_HEADERS } from './testing/next-headers'

let replicas: FakeReplica[]
let balancer: Balancer

beforeAll(async () => {
  replicas = await startFakeReplicas((name) => (incoming, response) => {
    response.setHeader('x-replica', name)
    if (incoming.url?.endsWith('bare')) return response.setHeader('x-middleware-rewrite', 'http://localhost:3001/x').end()
    if (incoming.url?.endsWith('next-headers'))
      return response.writeHead(200, { ...NEXT_HEADERS, 'strict-transport-security': 'max-age=1' }).end()
    if (incoming.url?.endsWith('unchanged')) return response.writeHead(304, { etag: '"1"' }).end()
    if (incoming.url?.endsWith('own-policy'))
      return response.writeHead(404, { 'content-security-policy': 'its own', 'cache-control': 'mine' }).end()
    if (incoming.url === '/too-large-answer')
      return response.writeHead(200, { 'content-security-policy': 'its own', ...NEXT_HEADERS, 'x-large': 'a'.repeat(40_000) }).end()
    if (incoming.url?.startsWith('/"')) {
      // As Next answers a path with a slash at its end.
      const address = `http://${incoming.headers.host}${incoming.url.replaceAll('"', '%22')}`
      return response.writeHead(308, { location: address, refresh: `0;url=${address}` }).end()
    }
    if (incoming.url === '/large-answer') return response.setHeader('x-large', 'a'.repeat(30_000)).end()
    if (incoming.url === '/stream') return response.write('first') // and no end
    if (incoming.url === '/page') return response.setHeader('content-type', 'application/json').end(JSON.stringify('word '.repeat(1_000)))
    incoming.resume().on('end', () => response.end(JSON.stringify({ url: incoming.url, headers: incoming.headers })))
  })
  balancer = await startBalancer(replicas.map(({ address }) => address))
})
afterAll(async () => {
  await balancer.stop()
  for (const replica of replicas) replica.close()
})

const sent = async (headers: Record<string, string>, path = '/api/x') => JSON.parse((await balancer.ask(path, { headers })).body)

describe('towards the replicas', () => {
  test.each(['/', '/api/x', '/_next/static/x'])('%s: what a client says about itself is replaced', async (path) => {
    const { headers } = await sent(
      {
        'x-forwarded-for': '203.0.113.9',
        'x-real-ip': '203.0.113.9',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-port': '443',
        forwarded: 'for=203.0.113.9',
        'x-middleware-subrequest': 'middleware',
        'content-security-policy': "script-src 'nonce-mine'",
        'x-hopcart-mode': 'memory',
        host: 'localhost:8080',
      },
      path,
    )
    expect(headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'localhost:8080',
      host: 'localhost:8080',
      'x-mode': 'memory',
      'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    const gone = ['forwarded', 'x-forwarded-port', 'x-middleware-subrequest', 'content-security-policy', 'x-hopcart-mode']
    for (const name of gone) expect(headers).not.toHaveProperty(name)
  })

  test('a keyed request takes the detour unchanged', async () => {
    const { url, headers } = await sent({ 'idempotency-key': 'k', 'x-forwarded-for': '203.0.113.9' }, '/api/cart/a%2Fb%20c?x=%3D&y')
    expect(url).toBe('/api/cart/a%2Fb%20c?x=%3D&y')
    expect(headers).toMatchObject({ 'idempotency-key': 'k', 'x-forwarded-for': '127.0.0.1' })
  })

  test('the address passes as it was written', async () => {
    expect((await sent({}, '/products/a%2Fb/../c?q=%20')).url).toBe('/products/a%2Fb/../c?q=%20')
  })

  test('15 KB of cookies pass, and 30 KB of headers in the answer', async () => {
    const cookie = `sid=${'a'.repeat(15_000)}`
    expect((await sent({ cookie })).headers.cookie).toBe(cookie)
    expect((await balancer.ask('/large-answer')).headers['x-large']).toHaveLength(30_000)
  })

  test('no address is so long that an answer which says it twice, in three characters for each, takes replicas out of rotation', async () => {
    const host = 'shop.example'
    const ask = (letters: number, asked = host) => balancer.ask(`/${'"'.repeat(letters)}/`, { headers: { host: asked } })
    const most = 4096 - host.length - 2
    for (let i = 0; i < 9; i++) expect((await ask(most)).status).toBe(308)
    for (const longer of [most + 1, 8_000, 14_000]) expect((await ask(longer)).status).toBe(414)
    expect((await ask(most, `x${host}`)).status, 'the host is a part of it').toBe(414)
    const names = new Set<string>()
    for (let i = 0; i < 6; i++) names.add(await balancer.who())
    expect(names.size).toBe(3)
  })

  test('a body of 250 KB passes', async () => {
    expect((await balancer.ask('/api/x', { method: 'POST', body: Buffer.alloc(250 * 1024) })).status).toBe(200)
  })
})

describe('towards the client', () => {
  test('no version is told', async () => {
    expect((await balancer.ask('/')).headers.server).toBe('nginx')
  })

  test.each(['/', '/api/', '/api/keyed/', '/_next/static/', '/products/x.svg?'])(
    '%s: a replica that says nothing and one that says everything leave with the same headers, and nothing twice',
    async (path) => {
      const keyed = path.includes('keyed') ? { 'idempotency-key': 'k' } : undefined
      const ask = (what: string) => balancer.ask(`${path}${what}`, keyed ? { headers: keyed } : {})
      const [bare, same, not] = await Promise.all([ask('bare'), ask('next-headers'), ask('unchanged')])
      for (const { headers, twice } of [bare, same, not]) {
        expect(twice).toEqual([])
        expect(headers).toMatchObject(NEXT_HEADERS)
        expect(headers['retry-after']).toBeUndefined()
        expect(headers['strict-transport-security'], 'of a replica that does not know the scheme').toBeUndefined()
      }
      expect(not.status).toBe(304)
      expect(bare.headers['content-security-policy']).toBe("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
      expect(bare.headers['cache-control']).toBeUndefined()
      expect(bare.headers).not.toHaveProperty('x-middleware-rewrite')
      const own = await ask('own-policy')
      expect(own).toMatchObject({ status: 404, twice: [], headers: { 'content-security-policy': 'its own', 'cache-control': 'mine' } })
    },
  )

  test('an answer that nginx gives up half-way through its headers is an error page with all of them', async () => {
    const { status, headers, twice } = await balancer.ask('/too-large-answer')
    expect({ status, twice }).toEqual({ status: 502, twice: [] })
    expect(headers).toMatchObject({ ...NEXT_HEADERS, 'content-security-policy': expect.stringContaining("style-src 'sha256-") })
  })

  test('files can only be got', async () => {
    expect((await balancer.ask('/products/dome-lamp.svg', { method: 'POST' })).status).toBe(405)
    expect((await balancer.ask('/products/dome-lamp.svg', { method: 'HEAD' })).status).toBe(200)
  })

  test('text is compressed', async () => {
    const { headers } = await balancer.ask('/page', { headers: { 'accept-encoding': 'gzip' } })
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
  })

  test('a page streams: what is there is sent', async () => {
    const response = await fetch(`http://127.0.0.1:${balancer.port}/stream`)
    const reader = response.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first')
    await reader?.cancel()
  })
})

test('the access log tells replica and mode, and neither query nor cookie', async () => {
  await balancer.ask('/api/keyed?token=SECRET', {
    headers: { 'idempotency-key': 'k', cookie: 'sid=SECRET; mode=db', authorization: 'SECRET' },
  })
  // A line is written when a request is over, and an earlier one may be over later.
  const line = await vi.waitUntil(() => balancer.accessLog().find(({ path, mode }) => path === '/api/keyed' && mode === 'db'))
  expect(line).toMatchObject({ method: 'GET', status: 200, replica: expect.stringMatching(/^web-\d$/) })
  expect(JSON.stringify(balancer.accessLog())).not.toContain('SECRET')
})
