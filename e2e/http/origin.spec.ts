import { randomUUID } from 'node:crypto'
import type { Client } from '../support/client'
import { expectProblem } from '../support/problem'
import { actionOf } from '../support/server-action'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'

const foreign = (url: string): [what: string, headers: Record<string, string>][] => {
  const { port } = new URL(url)
  return [
    ['another site', { origin: 'https://evil.example' }],
    ['null, as a sandboxed frame sends it', { origin: 'null' }],
    ['none', { origin: '' }],
    ['another port', { origin: `http://localhost:${Number(port) + 1}` }],
    ['another scheme', { origin: `https://localhost:${port}` }],
    ['another name for this machine', { origin: `http://127.0.0.1:${port}` }],
    ['a name that begins like ours', { origin: `${url}.evil.example` }],
    ['ours, said to come from another site', { origin: url, 'sec-fetch-site': 'cross-site' }],
    ['ours, said to come from a neighbour', { origin: url, 'sec-fetch-site': 'same-site' }],
    ['a forged forwarded host', { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }],
  ]
}

test('a change from another site is refused, on the API, at next-auth and at server actions, and nothing happens', async ({ client }) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  await client.add(KETTLE.id, 2)
  const { csrfToken } = (await client.get('/api/auth/csrf')).json<{ csrfToken: string }>()
  const action = await actionOf(client, '/cart', 'aria-label="Remove')
  const token = client.token
  for (const [what, headers] of foreign(client.url)) {
    const calls: [call: string, method: string, path: string, call_: Parameters<Client['send']>[2]][] = [
      ['add', 'POST', '/api/cart/lines', { body: { productId: LAMP.id, quantity: 1 } }],
      ['set', 'PATCH', `/api/cart/lines/${KETTLE.id}`, { body: { quantity: 1 } }],
      ['remove', 'DELETE', `/api/cart/lines/${KETTLE.id}`, {}],
      ['sign up', 'POST', '/api/account', { body: { name: 'X', email: `${randomUUID()}@example.com`, password: 'correct horse' } }],
      ['sign in', 'POST', '/api/auth/callback/credentials', { form: { ...account, csrfToken, json: 'true' } }],
      ['sign out', 'POST', '/api/auth/signout', { form: { csrfToken, json: 'true' } }],
      ['sign out by form', 'POST', '/sign-out', { form: {} }],
      ['delete the account by form', 'POST', '/account/delete', { form: { currentPassword: account.password } }],
      ['a server action', 'POST', '/cart', multipart({ ...action, quantity: '0' })],
      [
        'a server action by fetch',
        'POST',
        '/cart',
        { body: '[]', headers: { 'next-action': 'a'.repeat(42), 'content-type': 'text/plain' } },
      ],
    ]
    for (const [call, method, path, sent] of calls) {
      const reply = await client.copy().send(method, path, { ...sent, headers: { ...sent.headers, ...headers } })
      expectProblem(reply, 403, `${call}, ${what}`)
      expect(reply.headers['set-cookie'], `${call}, ${what}`).toBeUndefined()
    }
  }
  expect(await client.cart()).toEqual({ [KETTLE.id]: 2 })
  expect(client.token).toBe(token)
  expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email } })

  // The same action from the shop itself does work, so that the refusals above mean something.
  const done = await client.send('POST', '/cart', multipart({ ...action, quantity: '0' }))
  expect(done.status).toBe(303)
  expect(await client.cart()).toEqual({})
})

test('reading changes nothing, whoever asks', async ({ client }) => {
  await client.add(KETTLE.id, 2)
  const before = (await client.get('/api/session')).json<{ id: string }>()
  const paths = [
    '/', '/cart', '/cart?added=dome-lamp', '/checkout', '/sign-in?next=/cart', '/api/cart', '/api/session', '/api/auth/csrf',
    '/api/auth/session', '/api/auth/signout', '/sign-out', '/account/delete', '/api/auth/signin', `/products/${LAMP.slug}?quantity=3`,
    '/api/cart/lines?productId=p-dome-lamp&quantity=1', '/api/auth/callback/credentials?email=demo@example.com&password=hopcart-demo',
  ] // biome-ignore format: a list of addresses
  for (const path of paths)
    for (const method of ['GET', 'HEAD']) {
      const reply = await client.copy().send(method, path, { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } })
      expect(reply.status, `${method} ${path}`).toBeLessThan(500)
      for (const cookie of reply.headers['set-cookie'] ?? []) expect(cookie, `${method} ${path}`).not.toMatch(/^sid=/)
    }
  expect(await client.cart()).toEqual({ [KETTLE.id]: 2 })
  expect((await client.get('/api/session')).json()).toMatchObject({ id: before.id, cartCount: 2, user: null })
})

test('next-auth takes no sign-in without its own token either', async ({ client }) => {
  const { email, password } = await client.signUp()
  await client.get('/api/auth/csrf')
  for (const csrfToken of ['', 'a'.repeat(64)]) {
    const reply = await client.send('POST', '/api/auth/callback/credentials', { form: { email, password, csrfToken, json: 'true' } })
    expect(reply.headers['set-cookie']?.some((cookie) => cookie.startsWith('sid=')) ?? false).toBe(false)
  }
  expect((await client.get('/api/session')).json()).toMatchObject({ user: null })
})

/** A form as React posts one for a server action without JavaScript. */
function multipart(fields: Record<string, string>): { body: string; headers: Record<string, string> } {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--line\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return { body: `${parts.join('')}--line--\r\n`, headers: { 'content-type': 'multipart/form-data; boundary=line' } }
}
