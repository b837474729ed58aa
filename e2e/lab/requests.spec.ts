import type { Page } from '@playwright/test'
import type { Loot, ThiefReport } from '../../lab/contract'
import { wayOf } from '../../lab/traces/way'
import type { Client, Reply } from '../support/client'
import { expectProblem } from '../support/problem'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'

const wayIn = ({ headers }: Reply) => wayOf(String(headers['x-hopcart-way']))

test('every answer tells its way; after a replica has died, whom the balancer tried before the one that answered', async ({
  client,
  stack,
}) => {
  const homes = new Map<string, string>()
  await expect(async () => {
    const reply = await client.get('/api/session')
    const [tried, ...more] = wayIn(reply)?.tries ?? []
    expect([tried?.status, more]).toEqual([200, []])
    homes.set(reply.replica, String(tried?.address))
    expect(homes.size).toBe(3)
  }).toPass()
  for (const [path, status] of [['/cart', 200], ['/icon.svg', 200], ['/api/lab/nothing', 404]] as const) // biome-ignore format: a table
    expect(wayIn(await client.get(path))?.tries, path).toMatchObject([{ status }])
  expect(wayIn(await client.get('/api/internal/lab')), 'nobody was asked').toEqual({ id: expect.any(String), tries: [] })

  await stack.takeDown('web-2')
  try {
    const dead = homes.get('web-2')
    let retried: Reply | undefined
    for (let i = 0; !retried && i < 12; i++) {
      const reply = await client.get('/api/session')
      expect(reply.status).toBe(200)
      if (wayIn(reply)?.tries.some(({ address }) => address === dead)) retried = reply
    }
    // Docker's DNS may have dropped a dead container before anybody was sent to it.
    if (!retried) return expect(process.env.HOPCART_COMPOSE, 'somebody was sent to the dead replica first').toBeTruthy()
    const [first, ...others] = wayIn(retried)?.tries ?? []
    expect(first?.address).toBe(dead)
    expect([502, 504]).toContain(first?.status)
    // Docker's DNS drops the dead one: nginx ends a round among the servers that it knew then (no address), and looks again.
    const more = process.env.HOPCART_COMPOSE ? others.filter(({ address }) => address !== null) : others
    expect(more).toEqual([{ address: homes.get(retried.replica), status: 200 }])
  } finally {
    await stack.bringBack('web-2')
  }
})

/** One call of a page for one of its shoppers; answers the body and who gave it. */
async function call(page: Page, path: string, { shopper, mode, body }: { shopper: number; mode: string; body?: object }) {
  return page.evaluate(
    async ({ path, shopper, mode, body }) => {
      const headers = { 'X-Hopcart-Shopper': String(shopper), 'X-Hopcart-Mode': mode, 'Content-Type': 'application/json' }
      const answer = await fetch(path, { headers, ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}) })
      return { replica: answer.headers.get('x-replica'), json: await answer.json() }
    },
    { path, shopper, mode, body },
  )
}

test('two shoppers of one page have two sessions, and the shop itself is for the first', async ({ page, shopper, context }) => {
  await shopper.visit('/')
  await call(page, '/api/cart/lines', { shopper: 1, mode: 'redis', body: { productId: KETTLE.id, quantity: 1 } })
  await call(page, '/api/cart/lines', { shopper: 2, mode: 'redis', body: { productId: LAMP.id, quantity: 4 } })
  const [first, second, third] = await Promise.all([1, 2, 3].map((each) => call(page, '/api/session', { shopper: each, mode: 'redis' })))
  expect([first?.json.cartCount, second?.json.cartCount, third?.json.cartCount]).toEqual([1, 4, 0])
  expect(first?.json.id).not.toBe(second?.json.id)
  expect((await context.cookies()).map(({ name }) => name)).toEqual(expect.arrayContaining(['redis-sid', '2-redis-sid']))
  expect(await shopper.cart()).toEqual({ [KETTLE.name]: 1 })
})

test('the second shopper signs in and out beside the first', async ({ client }) => {
  const { email, password } = await client.signUp()
  const second = { 'x-hopcart-shopper': '2' }
  const who = async (headers: Record<string, string>) => (await client.get('/api/session', { headers })).json<{ user: unknown }>().user
  await client.signOut()
  expect((await client.signIn(email, password, { headers: second })).status).toBe(200)
  expect([await who({}), await who(second)]).toEqual([null, expect.objectContaining({ email })])
  expect([...client.cookies.keys()]).toContain('2-redis-sid')
  const { csrfToken } = (await client.get('/api/auth/csrf')).json<{ csrfToken: string }>()
  const out = await client.send('POST', '/api/auth/signout', { form: { csrfToken, json: 'true' }, headers: second })
  expect([out.status, await who(second), client.cookies.has('2-redis-sid')]).toEqual([200, null, false])
})

test('in sticky each shopper has an affinity of their own', async ({ page, shopper, context }) => {
  await shopper.visit('/')
  for (const each of [1, 2, 3])
    await call(page, '/api/cart/lines', { shopper: each, mode: 'sticky', body: { productId: KETTLE.id, quantity: each } })
  for (const each of [1, 2, 3]) {
    const seen: unknown[] = []
    for (let i = 0; i < 6; i++) seen.push(await call(page, '/api/session', { shopper: each, mode: 'sticky' }))
    expect(new Set(seen.map((answer) => (answer as { replica: string }).replica)).size, `shopper ${each} stays`).toBe(1)
    for (const answer of seen) expect(answer).toMatchObject({ json: { cartCount: each } })
  }
  const keys = (await context.cookies()).filter(({ name }) => name.startsWith('affinity'))
  expect(keys.map(({ name }) => name).sort()).toEqual(['affinity', 'affinity-2', 'affinity-3'])
  expect(new Set(keys.map(({ value }) => value)).size).toBe(3)
  expect(keys.every(({ httpOnly, sameSite }) => httpOnly && sameSite === 'Lax')).toBe(true)
})

test.describe('a stolen cookie', () => {
  const steal = async (client: Client) => (await client.post('/api/lab/thief', { do: 'steal' })).json<Loot>().loot
  const use = async (client: Client, loot: string | null) => (await client.post('/api/lab/thief', { do: 'use', loot })).json<ThiefReport>()

  for (const { mode, after } of [{ mode: 'redis', after: null }, { mode: 'stateless', after: 'E. Tester' }]) // biome-ignore format: a table
    test(`${mode}: the thief is the victim, and after the victim has signed out ${after ? 'still is' : 'nobody'}`, async ({ client }) => {
      client.cookies.set('mode', mode)
      expect(await steal(client), 'nothing to steal').toBeNull()
      const { email, password } = await client.signUp()
      await client.signIn(email, password)
      await client.add(KETTLE.id, 2)
      const loot = await steal(client)
      const token = client.cookies.get(`${mode}-sid`) ?? '-'
      expect(token).toMatch(/^[\w-]{8}\.[\w-]{43}/)
      expect(loot).not.toContain(token.slice(9, 52))
      const replica = expect.stringMatching(/^web-[123]$/)
      expect(await use(client, loot)).toEqual({ replica, status: 200, user: 'E. Tester', cartCount: 2 })
      await client.signOut()
      expect((await client.get('/api/session')).json()).toMatchObject({ user: null, cartCount: 0 })
      expect(await use(client, loot)).toEqual({ replica, status: 200, user: after, cartCount: after ? 2 : 0 })
    })

  test('what is no loot of this mode and shopper is refused, and nobody else sends the thief', async ({ client }) => {
    await client.add(LAMP.id)
    const loot = await steal(client)
    const order = { do: 'use', loot }
    expect((await client.post('/api/lab/thief', order)).status).toBe(200)
    for (const headers of [{ 'x-hopcart-mode': 'memory' }, { 'x-hopcart-shopper': '2' }] as Record<string, string>[])
      expectProblem(await client.post('/api/lab/thief', order, { headers }), 422, JSON.stringify(headers))
    for (const wrong of [{ do: 'use', loot: 'x' }, { do: 'use' }, { do: 'use', loot: client.token }, { do: 'run' }, {}])
      expectProblem(await client.post('/api/lab/thief', wrong), 422, JSON.stringify(Object.keys(wrong)))
    expectProblem(await client.post('/api/lab/thief', order, { headers: { origin: 'https://evil.example' } }), 403, 'from elsewhere')
    expectProblem(await client.get('/api/lab/thief'), 405, 'GET')
  })
})
