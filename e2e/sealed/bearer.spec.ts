import { ApiClient } from '../support/api-client'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'

test('a program gets its session back with every change, in Session-Token, and no cookie ever', async ({ client, stack }) => {
  const account = await client.signUp()
  const api = new ApiClient(stack.url)
  await api.getToken()
  await api.add(KETTLE.id, 2)
  const guest = api.token
  await api.getToken(account)
  expect((await api.send('GET', '/api/session')).json()).toMatchObject({ user: { email: account.email }, cartCount: 2 })
  const tokens = new Set([guest, api.token])
  for (const count of [3, 4]) {
    expect((await api.add(LAMP.id)).json()).toMatchObject({ count })
    tokens.add(api.token)
  }
  expect(tokens.size, 'another one each time').toBe(4)
  expect((await api.send('GET', '/api/cart')).json()).toMatchObject({ count: 4 })
  const before = await api.send('GET', '/api/cart', { headers: { authorization: `Bearer ${guest}` } })
  expect(before.json(), 'who does not take the new one goes on with what was').toMatchObject({ count: 2 })
  for (const { headers } of api.heard) expect([headers['set-cookie'], headers['cache-control']]).toEqual([undefined, 'no-store'])
})
