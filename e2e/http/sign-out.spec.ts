import type { Client, Reply } from '../support/client'
import { lendCookies } from '../support/page-test'
import { expectHardened, expectProblem, setCookies } from '../support/problem'
import { KETTLE } from '../support/story'
import { expect, test } from '../support/test'

const FORGET = '"cache", "storage"'

async function signedIn(client: Client): Promise<Client> {
  const { email, password } = await client.signUp()
  await client.signIn(email, password)
  await client.add(KETTLE.id)
  return client
}

function expectForgotten(reply: Reply, what: string): void {
  expect(reply.headers['clear-site-data'], what).toBe(FORGET)
  expect(reply.headers['cache-control'], what).toMatch(/no-store/)
  expect(setCookies(reply).find(({ name }) => name === 'sid')?.value, what).toBe('')
  expectHardened(reply, what)
}

test('a sign-out, by form or by call, tells the browser to forget what it keeps, and nothing else does', async ({ client }) => {
  await signedIn(client)
  const { csrfToken } = (await client.get('/api/auth/csrf')).json<{ csrfToken: string }>()
  const byForm = client.copy()
  const form = await byForm.send('POST', '/sign-out', { form: {} })
  expect(form).toMatchObject({ status: 303, headers: { location: '/' } })
  expectForgotten(form, 'the form')

  for (const json of ['true', 'false']) {
    await signedIn(client)
    const call = await client.send('POST', '/api/auth/signout', { form: { csrfToken, json } })
    expect(call.status).toBe(json === 'true' ? 200 : 302)
    expectForgotten(call, `the call, json=${json}`)
  }

  await signedIn(client)
  const refused = await client.send('POST', '/api/auth/signout', { form: { csrfToken: 'a'.repeat(64), json: 'true' } })
  for (const reply of [refused, await client.get('/'), await client.get('/api/auth/csrf'), await client.get('/api/session')])
    expect(reply.headers['clear-site-data']).toBeUndefined()
  expect((await client.get('/api/session')).json()).toMatchObject({ user: { name: 'E. Tester' }, cartCount: 1 })
})

test('a deletion of the account by form does the same; refused, it goes back to the page that asked, and takes nothing away', async ({
  client,
}) => {
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  const send = (currentPassword: string) => client.send('POST', '/account/delete', { form: { currentPassword } })
  const refused = await send('not the password')
  expect(refused).toMatchObject({ status: 303, headers: { location: expect.stringMatching(/^\/account\?refused=/) } })
  expect(refused.headers['clear-site-data']).toBeUndefined()
  expectProblem(await client.post('/account/delete', { currentPassword: account.password }), 415, 'JSON')
  expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email } })
  const gone = await send(account.password)
  expect(gone).toMatchObject({ status: 303, headers: { location: '/?goodbye=1' } })
  expectForgotten(gone, 'the form')
  expect((await client.signIn(account.email, account.password)).status).toBe(401)
})

test('a sign-out by form from another site, or by another method, is refused', async ({ client }) => {
  await signedIn(client)
  for (const headers of [{ origin: 'https://evil.example' }, { origin: '' }, { origin: client.url, 'sec-fetch-site': 'cross-site' }])
    expectProblem(await client.send('POST', '/sign-out', { form: {}, headers: headers as Record<string, string> }), 403, 'POST')
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
    const reply = await client.send(method, '/sign-out', {})
    expectProblem(reply, 405, method)
    expect(reply.headers.allow).toBe('POST')
    expect(reply.headers['clear-site-data']).toBeUndefined()
  }
  expect((await client.get('/api/session')).json()).toMatchObject({ user: { name: 'E. Tester' }, cartCount: 1 })
})

test("in a browser the shop's notes and the other tab's page are gone, and the theme stays", async ({ page, shopper, client }) => {
  await lendCookies(await signedIn(client), page.context())
  await shopper.visit('/')
  await page.evaluate(() => {
    localStorage.setItem('left', 'by somebody')
    sessionStorage.setItem('left', 'by somebody')
  })
  await page.context().addCookies([{ name: 'theme', value: 'dark', url: client.url, httpOnly: true, sameSite: 'Lax' }])
  await shopper.signOut()
  expect(await shopper.header()).toEqual({ user: null, count: 0 })
  expect(await page.evaluate(() => [localStorage.getItem('left'), sessionStorage.getItem('left')])).toEqual([null, null])
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  const kept = (await page.context().cookies()).map(({ name }) => name)
  expect(kept).toContain('theme')
  expect(kept).not.toContain('sid')
})
