import { ORDER } from '../support/checkout'
import { Client } from '../support/client'
import { expectProblem } from '../support/problem'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'

type Case = [what: string, status: number, method: string, path: string, body?: unknown, headers?: Record<string, string>]

const LINES = '/api/cart/lines'
const line = (quantity: unknown, productId: unknown = LAMP.id) => ({ productId, quantity })
const deep = (depth: number) => `{"productId":"${LAMP.id}","quantity":${'['.repeat(depth)}${']'.repeat(depth)}}`

const CASES: Case[] = [
  ['malformed JSON', 400, 'POST', LINES, '{"productId": '],
  ['no body at all', 400, 'POST', LINES, '', { 'content-type': 'application/json', 'content-length': '0' }],
  ['half a surrogate in the JSON', 404, 'POST', LINES, '{"productId":"\\ud800","quantity":1}'],
  ['NUL in the id', 404, 'POST', LINES, '{"productId":"p-dome\\u0000lamp","quantity":1}'],
  ['text/plain, as a form of another site would send it', 415, 'POST', LINES, JSON.stringify(line(1)), { 'content-type': 'text/plain' }],
  ['a form', 415, 'POST', LINES, 'productId=p-dome-lamp&quantity=1', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['no content type', 415, 'POST', LINES, JSON.stringify(line(1)), { 'content-type': '' }],
  ['a list instead of an object', 422, 'POST', LINES, '[]'],
  ['null', 422, 'POST', LINES, 'null'],
  ['a bare string', 422, 'POST', LINES, '"p-dome-lamp"'],
  ['an empty object', 422, 'POST', LINES, {}],
  ['a number for the id', 422, 'POST', LINES, line(1, 7)],
  ['an object for the id', 422, 'POST', LINES, line(1, { $ne: null })],
  ['an empty id', 422, 'POST', LINES, line(1, '')],
  ['an id of 10,000 characters', 422, 'POST', LINES, line(1, 'p'.repeat(10_000))],
  ['zero', 422, 'POST', LINES, line(0)],
  ['minus one', 422, 'POST', LINES, line(-1)],
  ['a half', 422, 'POST', LINES, line(0.5)],
  ['a string', 422, 'POST', LINES, line('1')],
  ['null of them', 422, 'POST', LINES, line(null)],
  ['true of them', 422, 'POST', LINES, line(true)],
  ['1e400, which is infinite', 422, 'POST', LINES, `{"productId":"${LAMP.id}","quantity":1e400}`],
  ['beyond safe integers', 422, 'POST', LINES, `{"productId":"${LAMP.id}","quantity":9007199254740993}`],
  ['deep JSON', 422, 'POST', LINES, deep(5_000)],
  ['an unknown product', 404, 'POST', LINES, line(1, 'p-nothing')],
  ['__proto__ for an id', 404, 'POST', LINES, line(1, '__proto__')],
  ['more than there are', 409, 'POST', LINES, line(100_000)],
  ['more than there are, the largest safe integer', 409, 'POST', LINES, line(Number.MAX_SAFE_INTEGER)],
  ['a sold-out product', 409, 'POST', LINES, line(1, 'p-bud-vase')],
  ['100 KB, which the shop refuses', 413, 'POST', LINES, `{"productId":"${'p'.repeat(100_000)}"}`],
  ['1 MB, which nginx refuses', 413, 'POST', LINES, `{"productId":"${'p'.repeat(1_000_000)}"}`],
  ['a key with a space', 422, 'POST', LINES, line(1), { 'idempotency-key': 'two words' }],
  ['a key of 129 characters', 422, 'POST', LINES, line(1), { 'idempotency-key': 'k'.repeat(129) }],
  ['a key that is not ASCII', 422, 'POST', LINES, line(1), { 'idempotency-key': 'sch\u00fcssel' }],
  ['setting a line to minus one', 422, 'PATCH', `${LINES}/${KETTLE.id}`, { quantity: -1 }],
  ['setting a line beyond the stock', 409, 'PATCH', `${LINES}/${KETTLE.id}`, { quantity: 100_000 }],
  ['setting a line to nothing', 422, 'PATCH', `${LINES}/${KETTLE.id}`, {}],
  ['an unknown call', 404, 'GET', '/api/nothing'],
  ['an unknown call, deeper', 404, 'POST', '/api/cart/nothing/at/all', {}],
  ['an unknown action of next-auth', 404, 'GET', '/api/auth/nothing'],
  ['an unknown product by id', 404, 'GET', '/api/products/p-nothing'],
  ['a product id with a NUL', 400, 'GET', '/api/products/p%00'],
  ['a broken escape in the path', 400, 'GET', '/api/products/%E0%A4%A'],
  ['an unknown aisle', 422, 'GET', '/api/products?category=nothing'],
  ['orders without an account', 401, 'GET', '/api/orders'],
  ['checkout without an account', 401, 'POST', '/api/checkout', ORDER, { 'idempotency-key': 'a-key' }],
  ['an account with an empty name', 422, 'POST', '/api/account', { name: ' ', email: 'x@example.com', password: 'correct horse' }],
  [
    'an account with half a surrogate',
    422,
    'POST',
    '/api/account',
    '{"name":"\\ud800","email":"x@example.com","password":"correct horse"}',
  ],
  [
    'an account with NUL in the name',
    422,
    'POST',
    '/api/account',
    '{"name":"a\\u0000b","email":"x@example.com","password":"correct horse"}',
  ],
  ['an account without an address', 422, 'POST', '/api/account', { name: 'X', email: 'nowhere', password: 'correct horse' }],
  ['an account with a short password', 422, 'POST', '/api/account', { name: 'X', email: 'x@example.com', password: '1234567' }],
  ['an account with a password of 129', 422, 'POST', '/api/account', { name: 'X', email: 'x@example.com', password: 'x'.repeat(129) }],
  ['an address that is taken', 409, 'POST', '/api/account', { name: 'X', email: 'DEMO@example.com ', password: 'correct horse' }],
]

const METHODS: [path: string, method: string, allow: string][] = [
  ['/api/cart', 'POST', 'GET, HEAD'],
  ['/api/cart', 'DELETE', 'GET, HEAD'],
  ['/api/cart/lines', 'GET', 'POST'],
  ['/api/cart/lines/p-dome-lamp', 'POST', 'PATCH, DELETE'],
  ['/api/session', 'PUT', 'GET, POST, HEAD'],
  ['/api/products', 'POST', 'GET, HEAD'],
  ['/api/checkout', 'GET', 'POST'],
  ['/api/orders', 'DELETE', 'GET, HEAD'],
  ['/api/account', 'GET', 'POST, PATCH, DELETE'],
  ['/api/livez', 'POST', 'GET, HEAD'],
  ['/api/readyz', 'DELETE', 'GET, HEAD'],
  ['/api/auth/session', 'PUT', 'GET, POST'],
]

test('whatever is wrong with a call is told as a problem, and the cart is as it was', async ({ client }) => {
  await client.add(KETTLE.id, 2)
  const token = client.token
  for (const [what, status, method, path, body, headers] of CASES)
    expectProblem(await client.send(method, path, { body, headers: { 'content-type': 'application/json', ...headers } }), status, what)
  for (const [path, method, allow] of METHODS) {
    const reply = await client.send(method, path, { body: {} })
    expectProblem(reply, 405, `${method} ${path}`)
    expect(reply.headers.allow, `${method} ${path}`).toBe(allow)
  }
  expect(await client.cart()).toEqual({ [KETTLE.id]: 2 })
  expect(client.token).toBe(token)
})

test('odd JSON that means something harmless is taken for what it means', async ({ client }) => {
  const odd = [
    `{"productId":"p-nothing","productId":"${LAMP.id}","quantity":99999,"quantity":1}`, // the last one counts
    `{"__proto__":{"quantity":500},"constructor":{"prototype":{"admin":1}},"productId":"${LAMP.id}","quantity":1}`,
    `{"productId":"${LAMP.id}","quantity":1.0,"price":0,"totalCents":-5}`,
    `\n\t {"productId":"${LAMP.id}","quantity":1e0} `,
  ]
  for (const body of odd) expect((await client.post('/api/cart/lines', body)).status, body).toBe(200)
  const cart = (await client.get('/api/cart')).json<{ count: number; totalCents: number }>()
  expect(cart).toMatchObject({ count: 4, totalCents: 4 * 8900 })
  expect((await client.get('/api/session')).json()).toMatchObject({ cartCount: 4 })
})

test('a checkout with anything wrong buys nothing, and says what is wrong by field', async ({ client }) => {
  const { email, password } = await client.signUp()
  await client.signIn(email, password)
  await client.add(LAMP.id)
  const pay = (body: unknown, key: string | null = crypto.randomUUID()) =>
    client.post('/api/checkout', body, { headers: key === null ? {} : { 'idempotency-key': key } })
  const { address, card } = ORDER
  const wrong: [field: string, body: unknown][] = [
    ['address', { card }],
    ['card', { address }],
    ['address.city', { address: { ...address, city: '' }, card }],
    ['address.name', { address: { ...address, name: 'a\u0000b' }, card }],
    ['address.line1', { address: { ...address, line1: 'x'.repeat(101) }, card }],
    ['address.postalCode', { address: { ...address, postalCode: 'ABC' }, card }],
    ['address.country', { address: { ...address, country: 'XX' }, card }],
    ['address.country', { address: { ...address, country: 7 }, card }],
    ['card.number', { address, card: { ...card, number: '4242424242424241' } }],
    ['card.number', { address, card: { ...card, number: 4242424242424242 } }],
    ['card.expiry', { address, card: { ...card, expiry: '13/39' } }],
    ['card.expiry', { address, card: { ...card, expiry: '01/20' } }],
    ['card.cvc', { address, card: { ...card, cvc: '12' } }],
    ['card.name', { address, card: { ...card, name: ' ' } }],
    ['address.line2', { address: { ...address, line2: 'a\ud800' }, card }],
  ]
  for (const [field, body] of wrong) {
    const reply = await pay(body)
    expectProblem(reply, 422, field)
    expect(Object.keys(reply.json<{ errors: object }>().errors), field).toContain(field)
  }
  expectProblem(await pay(ORDER, null), 422, 'without a key')
  expectProblem(await pay(ORDER, 'two words'), 422, 'with a bad key')
  expectProblem(await pay({ address, card: { ...card, number: '4000000000000002' } }), 402, 'a declined card')
  expect(await client.cart()).toEqual({ [LAMP.id]: 1 })
  expect((await client.get('/api/orders')).json()).toEqual({ orders: [] })

  const key = crypto.randomUUID()
  expect((await pay(ORDER, key)).status).toBe(201)
  expectProblem(await pay({ address: { ...address, city: 'Boston' }, card }, key), 422, 'the same key, another address')
  expect((await pay(ORDER, key)).status).toBe(201)
  expectProblem(await pay(ORDER), 409, 'an empty cart')
  expect((await client.get('/api/orders')).json<{ orders: unknown[] }>().orders).toHaveLength(1)
})

test('an endless body is cut off', async ({ stack }) => {
  const client = new Client(stack.url)
  const reply = await client.send('POST', '/api/cart/lines', { body: 'x'.repeat(300_000) }).catch((error: Error) => error)
  if (reply instanceof Error) expect(reply.message).toMatch(/EPIPE|ECONNRESET|socket hang up/)
  else expectProblem(reply, 413, '300 KB')
})
