import type { Page, Request } from '@playwright/test'
import { Client } from '../support/client'
import { type OtherSite, startOtherSite } from '../support/other-site'
import { lendCookies } from '../support/page-test'
import { actionOf } from '../support/server-action'
import { KETTLE, LAMP } from '../support/story'
import { test as base, expect } from '../support/test'

type Victim = { client: Client; email: string; token: string | undefined }

/** A shopper who is signed in at the shop (localhost) in this browser, and who has the page of another site (127.0.0.1) open. */
const test = base.extend<{ victim: Victim; site: OtherSite; heard: Request[] }>({
  victim: async ({ client, context }, use) => {
    const { email, password } = await client.signUp()
    await client.signIn(email, password)
    await client.add(KETTLE.id, 2)
    await lendCookies(client, context)
    await use({ client, email, token: client.token })
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that this one needs from the pattern
  site: async ({}, use) => {
    const site = await startOtherSite()
    await use(site)
    site.close()
  },
  heard: async ({ context }, use) => {
    const heard: Request[] = []
    context.on('request', (request) => heard.push(request))
    await use(heard)
  },
})

test.beforeEach(async ({ page, site, victim }) => {
  await page.goto(site.origin)
  expect(victim.token).toMatch(/\S/)
})

/** Nothing of the victim's has changed; and the same browser's own visit to the shop is still theirs. */
async function expectUntouched(page: Page, { client, email, token }: Victim): Promise<void> {
  expect((await page.context().cookies(client.url)).find(({ name }) => name === 'sid')?.value).toBe(token)
  expect((await client.get('/api/session')).json()).toMatchObject({ user: { email, name: 'E. Tester' }, cartCount: 2 })
  expect(await client.cart()).toEqual({ [KETTLE.id]: 2 })
  expect((await client.get('/api/orders')).json()).toEqual({ orders: [] })
  await page.goto(`${client.url}/cart`)
  await expect(page.getByRole('textbox', { name: `How many of ${KETTLE.name}` })).toHaveValue('2')
}

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

/** Whatever could be taken for "do it" by an address alone. A link from another site does carry the cookies: Lax allows that. */
const ADDRESSES = [
  '/sign-out',
  '/api/auth/signout',
  '/api/auth/signout?csrfToken=x&json=true',
  '/api/auth/callback/credentials?email=demo@example.com&password=hopcart-demo',
  `/api/cart/lines?productId=${LAMP.id}&quantity=1`,
  `/api/cart/lines/${KETTLE.id}?quantity=0&_method=DELETE`,
  '/api/checkout?_method=POST',
  '/api/account?name=X&email=x@example.com&password=correct-horse',
  `/cart?added=${LAMP.slug}&productId=${KETTLE.id}&quantity=0`,
  `/products/${LAMP.slug}?quantity=3`,
  '/account?name=X&saved=1',
  '/checkout',
]

test('pictures, frames and links of another site change nothing', async ({ page, victim, site, heard }) => {
  const { client } = victim
  for (const path of ADDRESSES) {
    await page.goto(site.origin)
    await page.evaluate(embed, { tag: 'img', url: `${client.url}${path}` })
    await page.evaluate(embed, { tag: 'iframe', url: `${client.url}${path}` })
    const navigated = page.waitForResponse((response) => response.request().isNavigationRequest() && response.frame() === page.mainFrame())
    await page.evaluate((url) => window.location.assign(url), `${client.url}${path}`)
    const sent = await (await navigated).request().allHeaders()
    expect(sent, path).toMatchObject({ 'sec-fetch-site': 'cross-site', cookie: expect.stringContaining('sid=') })
    await page.waitForLoadState()
  }
  expect(heard.filter((request) => request.url().startsWith(client.url) && request.resourceType() === 'image').length).toBeGreaterThan(0)
  await expectUntouched(page, victim)
})

/** Runs in the page: embeds something and waits until it is there, or refused. */
function embed({ tag, url }: { tag: string; url: string }): Promise<void> {
  return new Promise((resolve) => {
    const element = document.createElement(tag as 'img' | 'iframe')
    element.onload = element.onerror = () => resolve()
    element.src = url
    document.body.append(element)
  })
}

test('no page, call, file or error of the shop can be framed', async ({ page, victim, site }) => {
  const { client } = victim
  const shown = async (url: string) => {
    await page.goto(site.origin)
    await page.evaluate(embed, { tag: 'iframe', url })
    return page.frames().at(-1)
  }
  const paths = [
    '/',
    '/cart',
    '/checkout',
    '/account',
    '/sign-in',
    '/nowhere',
    '/api/session',
    '/icon.svg',
    '/robots.txt',
    '/%00',
    '/cart/',
  ]
  for (const path of paths) {
    const frame = await shown(`${client.url}${path}`)
    await expect.poll(() => frame?.url(), path).toBe('chrome-error://chromewebdata/')
  }
  const frame = await shown(`${site.origin}/frame`)
  expect(await frame?.locator('body').innerText(), 'other pages can').toBe('Somebody else')
  await expectUntouched(page, victim)
})

test('a window that another site opens on the shop is out of its reach', async ({ page, victim }) => {
  const opened = page.context().waitForEvent('page')
  await page.evaluate((url) => void Object.assign(window, { shop: window.open(url) }), `${victim.client.url}/account`)
  const popup = await opened
  await expect(popup.getByRole('heading', { level: 1 })).toHaveText('Hello, E. Tester')
  expect(await popup.evaluate(() => window.opener)).toBeNull()
  expect(await page.evaluate(() => (window as unknown as { shop: Window }).shop.closed), 'as if it had been closed').toBe(true)
  await expectUntouched(page, victim)
})
