import { Client } from '../support/client'
import { expectUntouched, test } from '../support/other-site-test'
import { actionOf } from '../support/server-action'
import { KETTLE, LAMP } from '../support/story'
import { expect } from '../support/test'

test.beforeEach(async ({ page, site, victim }) => {
  await page.goto(site.origin)
  expect(victim.token).toMatch(/\S/)
})

const TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'] as const

test("forms that another site posts are refused, and carry none of the shop's cookies", async ({ page, victim, site }) => {
  const { client } = victim
  const attacker = new Client(client.url)
  const { email, password } = await attacker.signUp()
  await attacker.signIn(email, password)
  await attacker.add(KETTLE.id)
  // What the attacker's own cart page tells: the action is the same for everybody.
  const remove = { ...(await actionOf(attacker, '/cart', 'aria-label="Remove')), quantity: '0', productId: KETTLE.id }
  const { csrfToken } = (await attacker.get('/api/auth/csrf')).json<{ csrfToken: string }>()
  const posts: [path: string, fields: Record<string, string>][] = [
    ['/api/cart/lines', { productId: LAMP.id, quantity: '1', '{"productId":"p-dome-lamp","quantity":1,"x":"': '"}' }],
    ['/api/auth/signout', { csrfToken, json: 'true' }],
    ['/api/auth/callback/credentials', { email, password, csrfToken, json: 'true' }],
    ['/sign-out', {}],
    ['/account/delete', { currentPassword: password }],
    ['/cart', remove],
  ]
  for (const [path, fields] of posts)
    for (const type of TYPES) {
      const what = `${path} as ${type}`
      await page.goto(site.origin)
      const answered = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.evaluate(postForm, { action: `${client.url}${path}`, type, fields })
      const answer = await answered
      await page.waitForURL(`${client.url}${path}`)
      expect(answer.url(), what).toBe(`${client.url}${path}`)
      expect(answer.status(), what).toBe(403)
      const sent = await answer.request().allHeaders()
      expect(sent, what).toMatchObject({ origin: site.origin, 'sec-fetch-site': 'cross-site' })
      expect(sent.cookie ?? '', what).not.toMatch(/sid=/)
      expect(await answer.headerValue('set-cookie'), what).toBeNull()
    }
  await expectUntouched(page, victim)

  // The same forms from the shop's own page do work, so that the refusals above mean something.
  await page.getByRole('button', { name: `Remove ${KETTLE.name}` }).click()
  await expect.poll(() => client.cart()).toEqual({})
  const answered = page.waitForResponse((response) => response.url() === `${client.url}/sign-out`)
  await page.evaluate(postForm, { action: `${client.url}/sign-out`, type: TYPES[0], fields: {} })
  expect((await answered).status()).toBe(303)
  await expect.poll(async () => (await client.get('/api/session')).json()).toMatchObject({ user: null })
})

/** Runs in the page: sends the whole page away with a form. */
function postForm({ action, type, fields }: { action: string; type: string; fields: Record<string, string> }): void {
  const form = document.createElement('form')
  Object.assign(form, { method: 'post', action, enctype: type })
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input')
    Object.assign(input, { type: 'hidden', name, value })
    form.append(input)
  }
  document.body.append(form)
  form.submit()
}

test('what another site fetches with credentials changes nothing, and it can read no answer', async ({ page, victim, heard }) => {
  const { client } = victim
  const add = JSON.stringify({ productId: LAMP.id, quantity: 1 })
  const calls: [method: string, path: string, body: string | null][] = [
    ['POST', '/api/cart/lines', add],
    ['PATCH', `/api/cart/lines/${KETTLE.id}`, '{"quantity":1}'],
    ['DELETE', `/api/cart/lines/${KETTLE.id}`, null],
    ['POST', '/api/auth/signout', 'json=true'],
    ['POST', '/sign-out', ''],
    ['POST', '/account/delete', ''],
    ['POST', '/cart', '[]'],
    ['GET', '/api/session', null],
    ['GET', '/api/cart', null],
    ['GET', '/account', null],
  ]
  for (const [method, path, body] of calls)
    for (const mode of ['cors', 'no-cors'] as const)
      for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
        const what = `${method} ${path} ${mode} ${type}`
        const got = await page.evaluate(fetchIt, { url: `${client.url}${path}`, method, mode, type, body })
        const refusedByBrowser = mode === 'cors' || method === 'PATCH' || method === 'DELETE'
        expect(got, what).toEqual(refusedByBrowser ? 'TypeError' : { type: 'opaque', status: 0, text: '' })
      }
  const changes = heard.filter((request) => request.url().startsWith(client.url) && !['GET', 'OPTIONS'].includes(request.method()))
  const answered = (await Promise.all(changes.map((request) => request.response()))).filter((answer) => answer !== null)
  expect(answered.length, 'simple requests do reach the shop').toBeGreaterThan(5)
  for (const answer of answered) expect([answer.url(), answer.status()]).toEqual([answer.url(), 403])
  await expectUntouched(page, victim)

  const own = await page.evaluate(fetchIt, {
    url: '/api/cart/lines',
    method: 'POST',
    mode: 'cors' as const,
    type: 'application/json',
    body: add,
  })
  expect(own).toMatchObject({ type: 'basic', status: 200 })
  expect(await client.cart()).toEqual({ [KETTLE.id]: 2, [LAMP.id]: 1 })
})

type Fetch = { url: string; method: string; mode: RequestMode; type: string; body: string | null }

/** Runs in the page: what a script there gets to see of an answer. */
async function fetchIt({ url, method, mode, type, body }: Fetch) {
  const headers = { 'content-type': type }
  try {
    const answer = await fetch(url, { method, mode, credentials: 'include', ...(body === null ? {} : { headers, body }) })
    return { type: answer.type, status: answer.status, text: await answer.text() }
  } catch (error) {
    return (error as Error).name
  }
}
