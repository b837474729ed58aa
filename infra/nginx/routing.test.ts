import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Balancer, type FakeReplica, startBalancer, startFakeReplicas } from './testing/balancer'

let replicas: FakeReplica[]
let lab: Balancer
let sticky: Balancer
let shared: Balancer

beforeAll(async () => {
  replicas = await startFakeReplicas()
  const addresses = replicas.map(({ address }) => address)
  const started = [
    startBalancer(addresses),
    startBalancer(addresses, 'sticky'),
    startBalancer(addresses, 'sticky', 'shop.example'),
  ] as const
  ;[lab, sticky, shared] = await Promise.all(started)
})
afterAll(async () => {
  await Promise.all([lab.stop(), sticky.stop(), shared.stop()])
  for (const replica of replicas) replica.close()
})

const times = <T>(n: number, ask: (i: number) => Promise<T>) => Promise.all(Array.from({ length: n }, (_, i) => ask(i)))
const affinityOf = (setCookie: string[] | undefined) => /^affinity=([^;]+)/.exec(setCookie?.[0] ?? '')?.[1]

describe('affinity none', () => {
  test('takes the replicas in turn', async () => {
    const seen: string[] = []
    for (let i = 0; i < 6; i++) seen.push(await lab.who())
    expect(new Set(seen.slice(0, 3)).size).toBe(3)
    expect(seen.slice(3)).toEqual(seen.slice(0, 3))
  })

  test('sets no affinity cookie', async () => {
    expect((await lab.ask('/')).headers['set-cookie']).toBeUndefined()
  })
})

describe('affinity cookie', () => {
  test('the first request and all later ones meet the same replica', async () => {
    const used = new Set<string>()
    for (let browser = 0; browser < 30; browser++) {
      const first = await sticky.ask('/')
      const cookie = `other=1; affinity=${affinityOf(first.headers['set-cookie'])}`
      const later = await times(4, () => sticky.who({ cookie }))
      expect(new Set(later)).toEqual(new Set([first.headers['x-replica']]))
      used.add(later[0] as string)
    }
    expect(used.size).toBe(3)
  })

  test('the cookie is set once', async () => {
    const { headers } = await sticky.ask('/api/cart')
    expect(headers['set-cookie']).toEqual([expect.stringMatching(/^affinity=[0-9a-f]{32}; Path=\/; HttpOnly; SameSite=Lax$/)])
    const cookie = `affinity=${affinityOf(headers['set-cookie'])}`
    expect((await sticky.ask('/', { headers: { cookie } })).headers['set-cookie']).toBeUndefined()
  })

  test('the hosts of COOKIE_DOMAIN share it under another name, and no other host has part in that', async () => {
    const first = await shared.ask('/', { headers: { host: 'www.shop.example' } })
    const [, key = ''] =
      /^site_affinity=([0-9a-f]{32}); Path=\/; HttpOnly; SameSite=Lax; Domain=shop\.example$/.exec(
        first.headers['set-cookie']?.[0] ?? '',
      ) ?? []
    expect(key).not.toBe('')
    const cookie = `affinity=${'0'.repeat(32)}; site_affinity=${key}`
    for (const host of ['shop.example', 'a.b.shop.example:8080', 'www.shop.example'])
      expect((await shared.ask('/', { headers: { host, cookie } })).headers, host).toMatchObject({
        'x-replica': first.headers['x-replica'],
      })
    for (const host of ['localhost', 'evilshop.example', 'shop.example.evil.example'])
      expect((await shared.ask('/', { headers: { host, cookie: `site_affinity=${key}` } })).headers['set-cookie'], host).toEqual([
        expect.stringMatching(/^affinity=[0-9a-f]{32}; Path=\/; HttpOnly; SameSite=Lax$/),
      ])
  })

  test.each([
    '/_next/static/a.js',
    '/products/dome-lamp.svg',
    '/icon.svg',
    '/favicon.ico',
    '/robots.txt',
    '/sitemap.xml',
    '/api/livez',
    '/api/readyz',
  ])('%s is the same for all: no cookie comes with it', async (file) => {
    expect((await sticky.ask(file)).headers['set-cookie']).toBeUndefined()
  })

  test.each(['/_next/static/a.js', '/icon.svg', '/api/livez', '/api/readyz'])('%s comes from any replica, whoever asks', async (file) => {
    const headers = { cookie: 'affinity=one-browser' }
    const answers = await times(6, () => sticky.ask(file, { headers }))
    expect(new Set(answers.map((answer) => answer.headers['x-replica'])).size).toBe(3)
  })

  test('a lost replica moves its own share only', async () => {
    const own = await startFakeReplicas()
    const balancer = await startBalancer(
      own.map(({ address }) => address),
      'sticky',
    )
    try {
      const keys = Array.from({ length: 60 }, (_, i) => `affinity=key-${i}`)
      const before = await Promise.all(keys.map((cookie) => balancer.who({ cookie })))
      own[1]?.close()
      const after = await Promise.all(keys.map((cookie) => balancer.who({ cookie })))
      expect(before).toContain('web-2')
      expect(after).not.toContain('web-2')
      for (const [i, name] of before.entries()) if (name !== 'web-2') expect(after[i]).toBe(name)
    } finally {
      await balancer.stop()
      for (const replica of own) replica.close()
    }
  })
})

describe("the shoppers of the Lab's page", () => {
  const sent = async (balancer: Balancer, headers: Record<string, string>) =>
    JSON.parse((await balancer.ask('/api/session', { headers })).body).headers

  test.each([
    ['2', '2'],
    ['3', '3'],
    ['1', '1'],
    ['4', '1'],
    ['02', '1'],
    ['', '1'],
  ])('in the lab: %s is told as %s, by a header that no client can send', async (asked, told) => {
    const headers = await sent(lab, { 'x-hopcart-shopper': asked, 'x-shopper': '3' })
    expect(headers['x-shopper']).toBe(told)
    expect(headers).not.toHaveProperty('x-hopcart-shopper')
  })

  test('elsewhere there is one', async () => {
    expect((await sent(sticky, { 'x-hopcart-shopper': '2', 'x-shopper': '2' }))['x-shopper']).toBe('1')
    const { headers } = await sticky.ask('/', { headers: { 'x-hopcart-shopper': '2' } })
    expect(headers['set-cookie']?.[0]).toMatch(/^affinity=/)
  })

  test.each([2, 3])('%i has an affinity of its own in one and the same browser', async (shopper) => {
    const mode = { 'x-hopcart-mode': 'sticky' }
    const names = new Set<string>()
    for (let browser = 0; browser < 10; browser++) {
      const first = await lab.ask('/', { headers: { ...mode, cookie: 'affinity=key-of-1' } })
      expect(first.headers['set-cookie']).toBeUndefined()
      const headers = { ...mode, cookie: 'affinity=key-of-1', 'x-hopcart-shopper': String(shopper) }
      const own = await lab.ask('/', { headers })
      const [cookie = ''] = own.headers['set-cookie'] ?? []
      expect(cookie).toMatch(new RegExp(`^affinity-${shopper}=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax$`))
      for (const jar of [`affinity=key-of-1; ${cookie.split(';')[0]}`, `${cookie.split(';')[0]}; other=1`]) {
        const again = await lab.ask('/', { headers: { ...headers, cookie: jar } })
        expect(again.headers['set-cookie']).toBeUndefined()
        expect(again.headers['x-replica']).toBe(own.headers['x-replica'])
      }
      names.add(String(own.headers['x-replica']))
    }
    expect(names.size, 'not that of the first').toBeGreaterThan(1)
  })
})

describe("the Lab's own calls", () => {
  test('take no turn of the shop', async () => {
    const seen: string[] = []
    for (let i = 0; i < 6; i++) {
      seen.push(await lab.who())
      for (let poll = 0; poll <= i; poll++) expect((await lab.ask('/api/lab/state')).status).toBe(200)
    }
    expect(seen.slice(3)).toEqual(seen.slice(0, 3))
    expect(new Set(seen).size).toBe(3)
  })

  test("stick to nobody, and are no way around what is nobody's business", async () => {
    const { headers } = await lab.ask('/api/lab/state', { headers: { 'x-hopcart-mode': 'sticky' } })
    expect(headers['set-cookie']).toBeUndefined()
    for (const where of [
      '/api/lab/..\\internal\\sessions',
      '/api/lab/..%2finternal/sessions',
      '/api/lab/../metrics',
      '/api/lab%5c..%5cmetrics',
    ])
      expect((await lab.ask(where)).headers['x-replica'], where).toBeUndefined()
  })
})

describe('affinity ip', () => {
  const headers = { 'x-hopcart-mode': 'sticky-ip' }

  test('an address keeps its replica, neighbours in its network have their own', async () => {
    const used = new Set<string>()
    for (let host = 1; host <= 20; host++) {
      const names = await times(3, () => lab.who(headers, `127.0.7.${host}`))
      expect(new Set(names).size).toBe(1)
      used.add(names[0] as string)
    }
    expect(used.size).toBe(3)
  })
})

describe('internal calls', () => {
  test.each([
    '/api/internal/sessions',
    '/api/internal/',
    '/api/%69nternal/accounts',
    '/api//internal/sessions',
    '/api/x/..%2finternal/sessions',
    '/api/internal\\sessions',
    '/api/x\\..\\internal/sessions',
    '/api/metrics',
    '/api/metrics/',
    '/api/metrics?x=1',
    '/api/%6detrics',
    '/api//metrics',
    '/api/x/..%2fmetrics',
  ])('%s is answered by nginx itself, as what does not exist', async (where) => {
    const answer = await lab.ask(where, { method: 'POST', headers: { authorization: 'Bearer x', 'idempotency-key': 'k' }, body: '{}' })
    expect(answer.status).toBe(404)
    expect(answer.headers['x-replica']).toBeUndefined()
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(JSON.parse(answer.body)).toMatchObject({ type: 'about:blank', title: 'Not Found', status: 404 })
  })

  test.each([
    '/_next/data/build-id/api/internal/sessions.json',
    '/_next%2Fdata/build-id/api/internal/sessions.json',
    '/_next/data/',
    '/api\\internal\\sessions',
    '/api%5Cinternal/sessions',
    '/_next\\data\\build-id\\api\\internal\\sessions.json',
    '/_next/static/..\\..\\api\\internal\\sessions',
  ])('%s comes to none either', async (where) => {
    for (const method of ['GET', 'POST']) {
      const answer = await lab.ask(where, { method, headers: { 'idempotency-key': 'k' }, ...(method === 'POST' ? { body: '{}' } : {}) })
      expect(answer.status).toBe(404)
      expect(answer.headers['x-replica']).toBeUndefined()
    }
  })

  test.each(['/api/internal', '/api/internals/sessions', '/internal/sessions', '/api/metric', '/api/metricss', '/metrics'])(
    '%s goes to a replica as everything else',
    async (where) => {
      expect((await lab.ask(where)).headers['x-replica']).toMatch(/^web-/)
    },
  )
})

describe('mode', () => {
  const modeOf = async (balancer: Balancer, headers: Record<string, string>) =>
    JSON.parse((await balancer.ask('/api/session', { headers })).body).headers['x-mode']

  test.each([
    ['nothing said', {}, 'redis'],
    ['the cookie', { cookie: 'mode=db' }, 'db'],
    ['the header before the cookie', { cookie: 'mode=db', 'x-hopcart-mode': 'memory' }, 'memory'],
    ['an unknown header', { cookie: 'mode=db', 'x-hopcart-mode': 'nonsense' }, 'redis'],
    ['an unknown cookie', { cookie: 'mode=nonsense' }, 'redis'],
    ['one that is not available here', { cookie: 'mode=redis-ha' }, 'redis'],
    ['the lab itself', { cookie: 'mode=lab' }, 'redis'],
    ["a client's X-Mode", { 'x-mode': 'memory' }, 'redis'],
  ])('in the lab: %s', async (_, headers, mode) => {
    expect(await modeOf(lab, headers as Record<string, string>)).toBe(mode)
  })

  test('elsewhere it is fixed, whatever the client says', async () => {
    expect(await modeOf(sticky, { cookie: 'mode=db', 'x-hopcart-mode': 'memory', 'x-mode': 'redis' })).toBe('sticky')
  })

  test('a sticky mode chosen in the lab sets the affinity cookie', async () => {
    const { headers } = await lab.ask('/', { headers: { cookie: 'mode=sticky' } })
    expect(affinityOf(headers['set-cookie'])).toBeDefined()
  })
})
