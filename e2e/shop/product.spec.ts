import type { Page } from '@playwright/test'
import { setStock } from '../support/database'
import { expect, test } from '../support/page-test'
import { LAMP } from '../support/story'

const SCARCE = { id: 'p-lounge-chair', slug: 'lounge-chair', name: 'Lounge chair' }

const drawer = (page: Page) => page.getByRole('dialog', { name: 'Cart' })
const addButton = (page: Page) => page.getByRole('main').getByRole('button', { name: /^Add(ing…| to cart)$/ })
const count = (page: Page) => page.getByRole('banner').getByTestId('cart-count')

test('quantity, add, and the drawer: change, remove, and what it says', async ({ page }) => {
  await page.goto(`/products/${LAMP.slug}`)
  const main = page.getByRole('main')
  await main.getByRole('button', { name: 'One more' }).click()
  await main.getByRole('button', { name: 'One more' }).click()
  await main.getByRole('button', { name: 'One fewer' }).click()
  await expect(main.getByLabel('How many', { exact: true })).toHaveValue('2')
  await addButton(page).click()

  await expect(drawer(page)).toBeVisible()
  const quantity = drawer(page).getByRole('textbox', { name: `How many of ${LAMP.name}` })
  await expect(quantity).toHaveValue('2')
  await expect(drawer(page).getByRole('status')).toHaveText(`${LAMP.name} is in the cart. 2 things in the cart.`)
  await expect(drawer(page)).toContainText('Total$178.00')

  const changed = (quantity: number) =>
    page.waitForResponse(async (answer) => answer.request().method() === 'PATCH' && (await answer.json()).lines[0]?.quantity === quantity)
  await Promise.all([
    changed(3),
    drawer(page)
      .getByRole('button', { name: `One ${LAMP.name} more` })
      .click(),
  ])
  await expect(quantity).toHaveValue('3')
  await quantity.fill('7')
  await Promise.all([changed(7), quantity.press('Enter')])
  await expect(drawer(page)).toContainText('Total$623.00')
  await expect(drawer(page).getByRole('status')).toHaveText(`${LAMP.name}: 7. 7 things in the cart.`)

  await drawer(page)
    .getByRole('button', { name: `Remove ${LAMP.name}` })
    .click()
  await expect(drawer(page).getByText('Nothing in it yet')).toBeVisible()
  await drawer(page).getByRole('link', { name: 'Look around' }).click()
  await expect(drawer(page)).toBeHidden()
  await expect(page.getByRole('heading', { level: 1, name: 'Everything' })).toBeVisible()
  await expect(count(page)).toHaveText(/^0/)
})

test('the stock is the limit: refused with a reason, the cart as it was, and fewer is taken', async ({ page, complaints, stack }) => {
  complaints.allow(/status of 409/)
  await setStock(stack, SCARCE.id, 5)
  await page.goto(`/products/${SCARCE.slug}`)
  const main = page.getByRole('main')
  await main.getByLabel('How many', { exact: true }).fill('4')
  await addButton(page).click()
  await expect(drawer(page).getByRole('textbox', { name: /How many of/ })).toHaveValue('4')
  await expect(drawer(page).getByRole('status')).toContainText('4 things')
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toBeHidden()

  await main.getByLabel('How many', { exact: true }).fill('3')
  await addButton(page).click()
  const refusal = 'There are 5 of Lounge chair, and 4 of them are in your cart already. Choose fewer.'
  await expect(drawer(page).getByRole('alert')).toContainText(refusal)
  await expect(drawer(page).getByRole('textbox', { name: /How many of/ })).toHaveValue('4')
  await expect(drawer(page)).toContainText('Total$1,920.00')
  await page.keyboard.press('Escape')
  await expect(count(page)).toHaveText(/^4/)

  await main.getByLabel('How many', { exact: true }).fill('1')
  await addButton(page).click()
  await expect(drawer(page).getByRole('textbox', { name: /How many of/ })).toHaveValue('5')
  await expect(drawer(page).getByRole('alert')).toBeHidden()
  await expect(drawer(page).getByRole('button', { name: 'One Lounge chair more' })).toBeDisabled()
  const typed = drawer(page).getByRole('textbox', { name: /How many of/ })
  await typed.fill('6')
  await typed.press('Enter')
  await expect(drawer(page).getByRole('alert')).toContainText('There are only 5 of Lounge chair. Choose 5 or fewer.')
  await expect(typed).toHaveValue('5')
})

test('sold out cannot be added; the page says so', async ({ page }) => {
  await page.goto('/products/bud-vase')
  const main = page.getByRole('main')
  await expect(main.getByText(/^Sold out\. More are being made/)).toBeVisible()
  await expect(main.getByRole('button', { name: 'Sold out' })).toBeDisabled()
  await expect(addButton(page)).toHaveCount(0)
})

test('a product that does not exist is a 404 page with a way home', async ({ page, complaints }) => {
  complaints.allow(/status of 404/)
  for (const path of ['/products/no-such-thing', '/no/such/page', '/products/Dome-Lamp', '/products/dome-lamp/more']) {
    const response = await page.goto(path)
    expect(response?.status(), path).toBe(404)
    await expect(page.getByRole('heading', { level: 1, name: 'Somebody moved this.' }), path).toBeVisible()
  }
  await page.getByRole('main').getByRole('link', { name: 'Front door' }).click()
  await expect(page).toHaveURL('/')
})

test('what is typed before the page has come alive counts', async ({ page, shopper }) => {
  const slow = await page.context().newCDPSession(page)
  await slow.send('Emulation.setCPUThrottlingRate', { rate: 8 })
  await page.goto('/products/dome-lamp', { waitUntil: 'commit' })
  const field = page.getByRole('main').getByLabel('How many', { exact: true })
  await field.fill('2')
  await page.waitForLoadState('load')
  await slow.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  await shopper.clickAdd()
  expect(await shopper.cart()).toEqual({ 'Dome lamp': 2 })
})

test('so does what is typed into a line of the cart', async ({ page, shopper }) => {
  await shopper.add('dome-lamp', 2)
  const slow = await page.context().newCDPSession(page)
  await slow.send('Emulation.setCPUThrottlingRate', { rate: 8 })
  await page.goto('/cart', { waitUntil: 'commit' })
  const field = page.getByRole('main').getByRole('textbox', { name: 'How many of Dome lamp' })
  await field.fill('4')
  await page.waitForLoadState('load')
  await slow.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  await expect(field).toHaveValue('4')
  const answered = page.waitForResponse((response) => response.request().method() === 'PATCH')
  await field.press('Enter')
  expect((await answered).ok()).toBe(true)
  expect(await shopper.cart()).toEqual({ 'Dome lamp': 4 })
})
