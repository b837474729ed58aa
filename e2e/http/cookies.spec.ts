import { Client } from '../support/client'
import { setCookies } from '../support/problem'
import { disregard } from '../support/secrets'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'

test('a cookie that the shop never gave is no session, is never adopted, and breaks nothing', async ({ client, stack }) => {
  await client.add(KETTLE.id, 2)
  const token = client.token ?? ''
  const [tag = '', secret = ''] = token.split('.')
  const flipped = `${token.slice(0, -2)}${token.at(-2) === 'A' ? 'B' : 'A'}${token.at(-1)}`
  const foreign: [what: string, cookie: string][] = [
    ['A…', `sid=${'A'.repeat(token.length)}`],
    ['the right shape', `sid=${'A'.repeat(8)}.${'A'.repeat(43)}`],
    ['cut short', `sid=${token.slice(0, -1)}`],
    ['one bit flipped', `sid=${flipped}`],
    ['lengthened', `sid=${token}A`],
    ['another tag', `sid=AAAAAAAA.${secret}`],
    ['the tag alone', `sid=${tag}`],
    ['the secret alone', `sid=${secret}`],
    ['empty', 'sid='],
    ['in quotes', `sid="x"`],
    ['NUL and friends, escaped', 'sid=%00%0d%0aSet-Cookie:x=1'],
    ['a broken escape', 'sid=%E0%A4%A'],
    ['not ASCII', 'sid=ünsinn'],
    ['a path', 'sid=../../etc/passwd'],
    ['a wildcard', 'sid=*'],
    ['hash tags of a cluster', `sid={x}.${secret}`],
    ['the name for https', `__Host-sid=${token}`],
    ['the name of the lab', `redis-sid=${token}`],
    ["next-auth's own name", `next-auth.session-token=${token}`],
    ['a chunk of it', `sid.0=${token.slice(0, 20)}; sid.1=${token.slice(20)}`],
    ['a JWT', `sid=eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.`],
    ['7 KB', `sid=${'x'.repeat(7_000)}`],
    ['two strangers', `sid=${'A'.repeat(8)}.${'A'.repeat(43)}; sid=${'B'.repeat(8)}.${'B'.repeat(43)}`],
  ]
  for (const [what, cookie] of foreign) {
    const stranger = new Client(stack.url)
    const headers = { cookie: Buffer.from(cookie, 'utf8').toString('latin1') }
    const session = await stranger.get('/api/session', { headers })
    expect(session.status, what).toBe(200)
    expect(session.json(), what).toMatchObject({ id: null, user: null, cartCount: 0 })
    expect(setCookies(session), `${what}: reading sets no cookie`).toEqual([])
    expect((await stranger.get('/cart', { headers })).status, what).toBe(200)
    expect((await stranger.get('/api/orders', { headers })).status, what).toBe(401)
    const added = await stranger.post('/api/cart/lines', { productId: LAMP.id, quantity: 1 }, { headers })
    expect(added.status, what).toBe(200)
    expect(added.json(), what).toMatchObject({ count: 1 })
    const given = setCookies(added).filter(({ name }) => name === 'sid')
    expect(given, `${what}: a session of one's own`).toHaveLength(1)
    expect(given[0]?.value, what).toMatch(/^[\w-]{8}\.[\w-]{43}$/)
    expect(cookie, what).not.toContain(given[0]?.value ?? '-')
  }
  expect(await client.cart(), 'the real one is as it was').toEqual({ [KETTLE.id]: 2 })
})

test('headers beyond all measure are refused by the balancer in its own words', async ({ client }) => {
  const reply = await client.get('/api/session', { headers: { cookie: `sid=${'x'.repeat(20_000)}` } })
  expect(reply.status).toBe(431)
  expect(reply.headers['content-type']).toMatch(/problem\+json/)
})

test('a session in the address, or in a header that is none of ours, is none', async ({ client, stack }) => {
  await client.add(KETTLE.id, 2)
  const stranger = new Client(stack.url)
  const { token } = client
  disregard(token)
  for (const [path, headers] of [
    [`/api/session?session=${token}&token=${token}`, {}],
    [`/api/session;sid=${token}`, {}],
    ['/api/session', { authorization: `Basic ${token}`, 'x-session': `${token}`, 'x-sid': `${token}`, 'session-token': `${token}` }],
  ] as const) {
    const reply = await stranger.get(path, { headers })
    if (reply.status !== 404) expect(reply.json(), path).toMatchObject({ cartCount: 0, id: null })
  }
})
