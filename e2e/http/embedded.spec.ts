import { embed, expectUntouched, test } from '../support/other-site-test'
import { KETTLE, LAMP } from '../support/story'
import { expect } from '../support/test'

test.beforeEach(async ({ page, site, victim }) => {
  await page.goto(site.origin)
  expect(victim.token).toMatch(/\S/)
})

/** Whatever could be taken for "do it" by an address alone. A link from another site does carry the cookies: Lax allows that. */
const ADDRESSES = [
  '/sign-out',
  '/account/delete',
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
    await page.waitForURL((now) => now.origin === client.url) // until then the next address would interrupt this one
    await page.waitForLoadState()
  }
  expect(heard.filter((request) => request.url().startsWith(client.url) && request.resourceType() === 'image').length).toBeGreaterThan(0)
  await expectUntouched(page, victim)
})

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
