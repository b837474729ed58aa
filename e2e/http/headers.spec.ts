import { ORDER } from '../support/checkout'
import { Client, type Reply } from '../support/client'
import { expectHardened, expectSafeCookies, setCookies } from '../support/problem'
import { LAMP } from '../support/story'
import { expect, test } from '../support/test'

const PAGES = [
  '/',
  '/shop',
  '/category/light',
  '/search?query=lamp',
  '/search?query=zzyzx',
  `/products/${LAMP.slug}`,
  '/cart',
  '/sign-in',
  '/sign-up',
]
const PERSONAL = ['/cart', '/checkout', '/account', '/orders']

test('every page has a policy with a nonce of its own that every script carries, and no scripts in attributes', async ({ client }) => {
  const { email, password } = await client.signUp()
  await client.signIn(email, password)
  await client.add(LAMP.id)
  const { order } = (await client.post('/api/checkout', ORDER, { headers: { 'idempotency-key': crypto.randomUUID() } })).json<{
    order: { id: string }
  }>()
  await client.add(LAMP.id)
  const paths = [...PAGES.filter((path) => !path.startsWith('/sign')), ...PERSONAL, `/orders/${order.id}`, `/orders/${order.id}?placed=1`]
  const nonces: string[] = []
  for (const [who, path] of [
    ...paths.map((path) => [client, path] as const),
    ...[...PAGES, '/nowhere', '/products/nothing', '/category/nothing'].map((path) => [new Client(client.url), path] as const),
  ]) {
    const reply = await who.get(path)
    expect(reply.status, path).toBe(/nowhere|nothing/.test(path) ? 404 : 200)
    nonces.push(expectPolicy(reply, path))
    expectHardened(reply, path)
    expect(reply.replica, path).toMatch(/^web-[123]$/)
  }
  expect(new Set(nonces).size, 'no nonce twice').toBe(nonces.length)
})

test('a client cannot choose the nonce, the mode, or what the replicas believe about it', async ({ client }) => {
  const reply = await client.get('/', {
    headers: {
      'content-security-policy': "script-src 'nonce-AAAAAAAAAAAAAAAAAAAAAA=='",
      'x-nonce': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware',
    },
  })
  expect(expectPolicy(reply, 'forged')).not.toContain('AAAA')
  const session = await client.get('/api/session', { headers: { 'x-mode': 'memory', 'x-forwarded-host': 'evil.example' } })
  expect(session.json()).toMatchObject({ mode: 'redis' })
})

test('answers of every status are hardened: pages, calls, files and the balancer itself', async ({ client }) => {
  const chunk = /\/_next\/static\/[^"]+\.js/.exec((await client.get('/')).text)?.[0] ?? ''
  const answers: [method: string, path: string, status: number, headers?: Record<string, string>][] = [
    ['GET', '/api/products', 200],
    ['HEAD', '/api/products', 200],
    ['GET', '/api/livez', 200],
    ['GET', '/api/readyz', 200],
    ['GET', '/api/auth/session', 200],
    ['GET', '/api/nothing', 404],
    ['GET', '/account', 307],
    ['PUT', '/api/cart', 405],
    ['POST', '/', 405],
    ['DELETE', '/cart', 405],
    ['TRACE', '/', 405],
    ['TRACE', '/api/cart', 405],
    ['GET', '/%00', 400],
    ['GET', '/api/%00', 400],
    ['GET', `/${'x'.repeat(17_000)}`, 414],
    // What answers say twice, or as three characters for each.
    ['GET', `/${'x'.repeat(4_000)}/`, 308],
    ['GET', `/${'x'.repeat(8_300)}/`, 414],
    ['GET', '/api/auth/signin', 302, { cookie: `next-auth.callback-url=${client.url}/${'"'.repeat(12_000)}` }],
    ['GET', '/', 431, { cookie: 'x'.repeat(17_000) }],
    ['POST', '/api/cart/lines', 415],
    ['GET', '/robots.txt', 200],
    ['GET', '/sitemap.xml', 200],
    ['GET', '/cart/', 308],
    ['GET', '/products/nothing.svg', 404],
    ['GET', '/products/Dome-lamp.svg', 404],
    ['GET', '/products/nothing/else.svg', 404],
    ['POST', '/products/dome-lamp.svg', 405],
    ['GET', '/_next/static/nothing.js', 404],
    ['GET', '/_next/image?url=/products/dome-lamp.svg', 404],
    ['GET', '/nothing.png', 404],
    ['GET', '/products/dome-lamp.svg', 200],
    ['GET', '/icon.svg', 200],
    ['GET', '/cart', 307, { rsc: '1' }], // to where its answer can be told from the page's
    ['GET', chunk, 200],
    ['GET', chunk, 304, { 'if-none-match': await tagOf(client, chunk) }],
    ['GET', '/products/dome-lamp.svg', 304, { 'if-none-match': await tagOf(client, '/products/dome-lamp.svg') }],
  ]
  for (const [method, path, status, headers] of answers) {
    const what = `${method} ${path.slice(0, 40)}`
    const reply = await client.send(method, path, {
      headers: headers ?? {},
      ...(method === 'POST' ? { body: 'x', headers: { 'content-type': 'text/plain' } } : {}),
    })
    expect(reply.status, what).toBe(status)
    expectHardened(reply, what)
    expectSafeCookies(reply, what)
    if (status === 404) expect(reply.headers['cache-control'], what).toMatch(/no-store/)
    expect(reply.headers['x-middleware-rewrite'], what).toBeUndefined()
  }
})

test('every cookie, from first to last, is HttpOnly, Lax and for this host only, and never with a storable answer', async ({ client }) => {
  const heard = new Map<string, number>()
  const check = (reply: Reply, what: string) => {
    expectSafeCookies(reply, what)
    for (const { name } of setCookies(reply)) heard.set(name, (heard.get(name) ?? 0) + 1)
    return reply
  }
  check(await client.get('/'), 'home')
  check(await client.add(LAMP.id), 'first add')
  const account = await client.signUp()
  check(await client.get('/api/auth/csrf'), 'csrf')
  check(await client.signIn(account.email, account.password), 'sign-in')
  check(await client.get('/api/auth/session'), 'session')
  for (const path of PERSONAL) expect(check(await client.get(path), path).headers['cache-control'], path).toMatch(/no-store/)
  for (const path of ['/api/cart', '/api/session', '/api/orders', '/api/auth/session'])
    expect(check(await client.get(path), path).headers['cache-control'], path).toMatch(/no-store/)
  const out = check(await client.signOut(), 'sign-out')
  expect(setCookies(out).find(({ name }) => name === 'sid')).toMatchObject({ value: '' })
  expect(heard.get('sid')).toBe(3)
  expect(client.token).toBeUndefined()
})

async function tagOf(client: Client, path: string): Promise<string> {
  const { etag } = (await client.get(path)).headers
  if (!etag) throw new Error(`${path} has no ETag`)
  return etag
}

/** Asserts the page's policy and that every script carries its nonce, which it answers. */
function expectPolicy({ headers, text }: Reply, path: string): string {
  const policy = String(headers['content-security-policy'])
  const directives = new Map(
    policy
      .split(';')
      .map((part) => part.trim().split(' '))
      .map(([name = '', ...rest]) => [name, rest.join(' ')]),
  )
  const script = directives.get('script-src') ?? ''
  const nonce = /'nonce-([^']{20,})'/.exec(script)?.[1]
  if (!nonce) throw new Error(`${path}: no nonce in ${policy}`)
  expect(script, path).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/)
  for (const name of ['object-src', 'base-uri', 'frame-ancestors']) expect(directives.get(name), `${path}: ${name}`).toBe("'none'")
  const tags = text.match(/<script\b[^>]*>/g) ?? []
  expect(tags.length, path).toBeGreaterThan(3)
  expect(
    tags.filter((tag) => !tag.includes(`nonce="${nonce}"`) && !tag.includes('application/ld+json')),
    path,
  ).toEqual([])
  expect(text.match(/<[a-z][^>]*\son[a-z]+=/i), `${path}: handlers in attributes`).toBeNull()
  expect(text, path).not.toMatch(/href="javascript:/i)
  return nonce
}
