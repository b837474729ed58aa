import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Stack } from '../../infra/local/stack'
import { expect, test } from '../support/test'
import { FIREFOX } from '../support/user-agent'

type Line = { time: string; event: string; replica: string; mode?: string; user?: string; session?: string; request?: string }

/** The security log of all replicas, in the order of time. */
function securityLog(stack: Stack): Line[] {
  const folder = path.join(stack.directory ?? '', 'logs')
  const files = readdirSync(folder).filter((name) => /^web-\d+\.log$/.test(name))
  const lines = files.flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))
  const found = lines.filter((line) => line.includes('"log":"security"')).map((line) => JSON.parse(line.slice(line.indexOf('{'))) as Line)
  return found.sort((a, b) => a.time.localeCompare(b.time))
}

test('16.3.1: what happens to a session is logged, one line of JSON each, with hashed ids and no address', async ({
  client,
  stack,
  profile,
}) => {
  const account = await client.signUp()
  await client.signIn(account.email, 'not the password')
  await client.signIn(account.email, account.password)
  const { id, user: me } = (await client.get('/api/session')).json<{ id: string; user: { id: string } }>()
  await client.copy().get('/api/session', { headers: { 'user-agent': FIREFOX } })
  await client.with('sid', `${id.slice(0, 8)}.${'x'.repeat(43)}`).get('/api/session')
  await client.post('/api/cart/lines', {}, { headers: { origin: 'https://elsewhere.example' } })
  await client.patch('/api/account', { password: 'a better one than before', currentPassword: account.password })
  await client.delete('/api/account/sessions')
  await client.signOut()

  const mine = () => securityLog(stack).filter((line) => line.user === me.id)
  const wanted = ['account-opened', 'sign-in-refused', 'sign-in', 'other-client', 'password-changed', 'sessions-ended', 'sign-out']
  await expect.poll(() => mine().map(({ event }) => event)).toEqual(expect.arrayContaining(wanted))
  const all = securityLog(stack)
  expect(all.map(({ event }) => event)).toEqual(expect.arrayContaining(['unknown-token', 'foreign-origin']))
  expect(all.find(({ event, session }) => event === 'other-client' && session === id)).toMatchObject({ difference: 'browser' })
  for (const line of mine()) {
    expect(line, line.event).toMatchObject({
      mode: profile,
      replica: expect.stringMatching(/^web-\d$/),
      request: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    expect(JSON.stringify(line), line.event).not.toContain(account.email)
  }
})
