import { connect } from 'node:tls'
import { Client } from '../support/client'
import { expectHardened } from '../support/problem'
import { sessionCookie } from '../support/session-cookie'
import { KETTLE, storyOf } from '../support/story'
import { expect, test } from './compose-test'

test('https and http at once: each has its own cookies, and those of https are __Host- and Secure', async ({
  client,
  secureClient,
  profile,
}) => {
  const added = await secureClient.add(KETTLE.id, 2)
  expect(added.status).toBe(200)
  const cookie = sessionCookie(added)
  expect(cookie).toMatch(new RegExp(`^__Host-${profile === 'lab' ? 'redis-' : ''}sid=[^;]+; Path=/;`))
  expect(cookie).toMatch(/; Secure/)
  expect(cookie).toMatch(/; HttpOnly/)
  expect(cookie).not.toMatch(/domain=/i)

  const plain = await client.add(KETTLE.id)
  expect(plain.status).toBe(200)
  expect(sessionCookie(plain)).toMatch(/^(redis-)?sid=/)
  expect(sessionCookie(plain)).not.toMatch(/; Secure/)
  if (storyOf(profile).consistent) expect(await client.cart()).toEqual({ [KETTLE.id]: 1 })
})

test('signing in over https', async ({ secureClient, profile }) => {
  test.skip(!storyOf(profile).consistent, 'one client is not even consistent without a fault')
  test.skip(profile === 'sticky-ip', 'covered by http: nothing differs by scheme')
  const account = await secureClient.signUp()
  expect((await secureClient.signIn(account.email, account.password)).status).toBe(200)
  expect((await secureClient.get('/api/session')).json()).toMatchObject({ user: { email: account.email } })
})

test('HSTS for real host names only, and on https only', async ({ client, secureClient }) => {
  const header = async (who: typeof client, path: string, host?: string) =>
    (await who.get(path, host ? { headers: { host } } : {})).headers['strict-transport-security']
  const malformed = ['/%00', '/api/%00']
  for (const path of ['/', '/api/livez', '/api/nowhere', '/icon.svg', '/cart/', ...malformed]) {
    expect(await header(secureClient, path)).toBeUndefined()
    expect(await header(secureClient, path, '127.0.0.1:8443')).toBeUndefined()
    // A malformed address is refused before nginx reads which host was meant: nothing can be said of that host then.
    if (!malformed.includes(path)) expect(await header(secureClient, path, 'shop.example')).toMatch(/^max-age=63072000/)
    expect(await header(client, path, 'shop.example')).toBeUndefined()
  }
})

test('plain http at the port of https is told so, as hardened as any answer', async ({ containers }) => {
  const reply = await new Client(containers.tlsUrl.replace('https:', 'http:')).get('/')
  expect(reply.status).toBe(400)
  expectHardened(reply, 'plain http')
})

test('nothing older than TLS 1.3', async ({ containers }) => {
  const { port } = new URL(containers.tlsUrl)
  const version = (maxVersion: 'TLSv1.2' | 'TLSv1.3') =>
    new Promise<string | null>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port: Number(port), rejectUnauthorized: false, maxVersion }, () => {
        resolve(socket.getProtocol())
        socket.destroy()
      }).once('error', () => resolve(null))
    })
  expect(await version('TLSv1.3')).toBe('TLSv1.3')
  expect(await version('TLSv1.2')).toBeNull()
})
