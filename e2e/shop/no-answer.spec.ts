import type { Page, Route } from '@playwright/test'
import { expect, test } from '../support/page-test'
import { KETTLE } from '../support/story'

const LINES = '**/api/cart/lines'
const UNKNOWN = 'We got no answer, so we do not know whether it worked. Trying again is safe: it cannot count twice.'

const drawer = (page: Page) => page.getByRole('dialog', { name: 'Cart' })
const addButton = (page: Page) => page.getByRole('main').getByRole('button', { name: /^Add(ing…| to cart)$/ })
const count = (page: Page) => page.getByRole('banner').getByTestId('cart-count')
const quantity = (page: Page) => drawer(page).getByRole('textbox', { name: `How many of ${KETTLE.name}` })
const keyOf = (route: Route) => route.request().headers()['idempotency-key'] ?? ''

/** Opens the kettle's page with one kettle in the cart, and the drawer closed again. */
test.beforeEach(async ({ page, complaints }) => {
  complaints.allow(/net::ERR_FAILED|status of 50\d/)
  await page.goto(`/products/${KETTLE.slug}`)
  await addButton(page).click()
  await expect(drawer(page).getByRole('status')).toContainText('One thing in the cart')
  await page.keyboard.press('Escape')
})

/** Adds a second kettle, of which the answer is lost; so are those of later adds. */
async function addWithoutAnswer(page: Page): Promise<void> {
  await page.route(LINES, async (route) => {
    await route.fetch()
    await route.abort()
  })
  await addButton(page).click()
  await expect(drawer(page).getByRole('alert')).toHaveText(UNKNOWN)
  await expect(quantity(page)).toHaveValue('2')
}

/** Takes the kettles out of the cart, and closes the drawer. */
async function removeAll(page: Page): Promise<void> {
  await drawer(page)
    .getByRole('button', { name: `Remove ${KETTLE.name}` })
    .click()
  await expect(drawer(page).getByText('Nothing in it yet')).toBeVisible()
  await page.keyboard.press('Escape')
}

test('an add that never arrives: said to be unknown, the cart as it is, and the same click adds it', async ({ page }) => {
  await page.route(LINES, (route) => route.abort())
  await addButton(page).click()
  await expect(quantity(page), 'shown at once').toHaveValue('2')
  await expect(drawer(page).getByRole('alert')).toHaveText(UNKNOWN)
  await expect(quantity(page)).toHaveValue('1')
  await page.keyboard.press('Escape')
  await expect(count(page)).toHaveText(/^1/)

  await page.unroute(LINES)
  await addButton(page).click()
  await expect(drawer(page).getByRole('status')).toContainText('2 things in the cart')
  await expect(drawer(page).getByRole('alert')).toBeHidden()
  await page.goto('/cart')
  await expect(page.getByRole('main').getByRole('textbox', { name: `How many of ${KETTLE.name}` })).toHaveValue('2')
})

for (const [what, lose] of [
  ['the connection breaks', (route: Route) => route.abort()],
  ['the balancer gives up', (route: Route) => route.fulfill({ status: 504, body: '<h1>504</h1>', contentType: 'text/html' })],
  [
    'the balancer says so as a problem',
    (route: Route) =>
      route.fulfill({ status: 502, json: { type: 'about:blank', title: 'Bad Gateway', status: 502, detail: 'Try again.' } }),
  ],
] as const)
  test(`an add that arrives, but ${what}: the cart shows it, and the same click does not count twice`, async ({ page }) => {
    await page.route(LINES, async (route) => {
      expect((await route.fetch()).status()).toBe(200)
      await lose(route)
    })
    await addButton(page).click()
    await expect(drawer(page).getByRole('alert')).toHaveText(UNKNOWN)
    await expect(quantity(page), 'what is there').toHaveValue('2')
    await expect(drawer(page)).toContainText('Total$128.00')
    await page.keyboard.press('Escape')
    await expect(count(page)).toHaveText(/^2/)

    await page.unroute(LINES)
    await addButton(page).click()
    await expect(drawer(page).getByRole('status')).toContainText('2 things in the cart')
    await expect(drawer(page).getByRole('alert')).toBeHidden()
    await page.keyboard.press('Escape')
    await addButton(page).click()
    await expect(drawer(page).getByRole('status'), 'a click after an answer is a new wish').toContainText('3 things in the cart')
    await expect(quantity(page)).toHaveValue('3')
  })

test('after a lost answer another number, or a line that was changed meanwhile, is a new wish', async ({ page }) => {
  await addWithoutAnswer(page)
  await removeAll(page)

  await addButton(page).click()
  await expect(drawer(page).getByRole('alert')).toHaveText(UNKNOWN)
  await expect(quantity(page)).toHaveValue('1')
  await page.keyboard.press('Escape')
  await page.unroute(LINES)
  await page.getByRole('main').getByLabel('How many', { exact: true }).fill('3')
  await addButton(page).click()
  await expect(quantity(page)).toHaveValue('4')
  await expect(drawer(page).getByRole('status')).toContainText('4 things in the cart')
})

test('a refusal that says nothing was done is told as it is; its click keeps the key, the next one has another', async ({ page }) => {
  const detail = 'We cannot reach our records right now. Try again in a moment: nothing is charged or counted twice.'
  const keys: string[] = []
  await page.route(LINES, async (route) => {
    keys.push(keyOf(route))
    const problem = { type: '/problems/shop-unavailable', title: 'Away', status: 503, code: 'shop-unavailable', detail }
    await route.fulfill({ status: 503, json: problem, contentType: 'application/problem+json' })
  })
  await addButton(page).click()
  await expect(drawer(page).getByRole('alert')).toHaveText(detail)
  await expect(quantity(page)).toHaveValue('1')
  await page.keyboard.press('Escape')
  await page.unroute(LINES)

  await page.route(LINES, (route) => {
    keys.push(keyOf(route))
    return route.continue()
  })
  for (const things of [2, 3]) {
    await addButton(page).click()
    await expect(drawer(page).getByRole('status')).toContainText(`${things} things in the cart`)
    await page.keyboard.press('Escape')
  }
  expect(new Set(keys).size, keys.join()).toBe(2)
  expect(new Set(keys.slice(0, -1)).size, keys.join()).toBe(1)
})

test('an add right after a removal whose answer is late is a new wish', async ({ page }) => {
  await addWithoutAnswer(page)
  await page.unroute(LINES)
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(`${LINES}/*`, async (route) => {
    await released
    await route.continue()
  })
  await removeAll(page)
  await addButton(page).click()
  release()
  await expect(drawer(page).getByRole('status')).toContainText('One thing in the cart')
  await expect(quantity(page)).toHaveValue('1')
})

test('a drawer that is opened again in the moment of its closing stays open', async ({ page }) => {
  await addButton(page).click()
  await expect(drawer(page).getByRole('status')).toContainText('2 things in the cart')
  // What Escape does, and a press before the browser has told that the dialog was closed.
  await page.evaluate(async () => {
    document.querySelector('dialog.drawer')?.dispatchEvent(new Event('cancel', { cancelable: true }))
    await Promise.resolve()
    const add = [...document.querySelectorAll<HTMLButtonElement>('main button')].find(({ textContent }) => textContent === 'Add to cart')
    add?.click()
  })
  await expect(drawer(page).getByRole('status')).toContainText('3 things in the cart')
  await expect(quantity(page)).toHaveValue('3')
})
