import { Client } from '../support/client'
import { expectProblem } from '../support/problem'
import { LAMP } from '../support/story'
import { expect, test } from '../support/test'

test('outside the lab there is no bar, and neither cookie nor header chooses a mode', async ({ client, page, shopper, stack }) => {
  await client.add(LAMP.id, 2)
  const other = client.copy()
  other.cookies.set('mode', 'memory')
  for (const headers of [
    {},
    { 'x-hopcart-mode': 'memory' },
    { 'x-mode': 'memory' },
    { 'x-hopcart-mode': 'sticky', 'x-mode': 'sticky' },
  ] as Record<string, string>[]) {
    const reply = await other.get('/api/session', { headers })
    expect(reply.json(), JSON.stringify(headers)).toMatchObject({ mode: 'redis', cartCount: 2 })
    expect(reply.headers['set-cookie'], 'no affinity either').toBeUndefined()
  }
  const stranger = new Client(stack.url)
  stranger.cookies.set('memory-sid', client.token ?? '')
  stranger.cookies.set('redis-sid', client.token ?? '')
  expect((await stranger.get('/api/session')).json()).toMatchObject({ cartCount: 0 })

  for (const path of ['/', '/cart', `/products/${LAMP.slug}`, '/sign-in']) {
    await shopper.visit(path)
    await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByRole('complementary', { name: 'Lab' })).toHaveCount(0)
    expect((await client.get(path)).text, path).not.toContain('data-lab-bar')
  }
})

test('nor is there anything of the Lab itself: no call, no shoppers, no way in the answers', async ({ client }) => {
  await client.add(LAMP.id, 2)
  const unknown = await client.get('/api/nothing')
  for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
    const call = method === 'GET' ? {} : { body: { do: 'steal' } }
    const reply = await client.send(method, '/api/lab/thief', call)
    expect([reply.status, reply.text], method).toEqual([404, unknown.text])
  }
  const second = await client.get('/api/session', { headers: { 'x-hopcart-shopper': '2', 'x-shopper': '2' } })
  expect(second.json()).toMatchObject({ cartCount: 2 })
  for (const reply of [second, unknown, await client.get('/api/internal/x'), await client.get('/icon.svg')])
    expect(reply.headers).not.toHaveProperty('x-hopcart-way')
})

test('outside the lab nobody can break anything: its calls are like any that there are not', async ({ client }) => {
  const order = { kind: 'crash', replica: 'web-1' }
  for (const path of ['/api/lab/faults', '/api/lab/faults/x', '/api/lab/nothing'])
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const reply = await client.send(method, path, method === 'GET' || method === 'DELETE' ? {} : { body: order })
      expectProblem(reply, 404, `${method} ${path}`)
    }
  for (let i = 0; i < 6; i++) expect((await client.get('/api/livez')).status).toBe(200)
})
