import { randomUUID } from 'node:crypto'
import { makeProduct, removeProduct } from '../support/database'
import { expect, lendCookies, test } from '../support/page-test'
import { openDrawer } from '../support/pages'
import { LAMP } from '../support/story'

const GONE = 'Something no longer sold'

test.beforeEach(async ({ stack, signedIn, context }) => {
  const id = `p-${randomUUID()}`
  await makeProduct(stack, id, 5)
  await signedIn.add(id, 2)
  await signedIn.add(LAMP.id)
  await lendCookies(signedIn, context)
  await removeProduct(stack, id)
})

test('what is no longer sold is told at the checkout and can be taken out of the cart; all counts agree', async ({ page }) => {
  const main = page.getByRole('main')
  const count = page.getByRole('banner').getByTestId('cart-count')
  await page.goto('/checkout')
  await expect(main.getByRole('alert')).toContainText('We no longer sell one of these things. Take it out of the cart.')
  await expect(main.getByRole('button', { name: /^Pay/ })).toHaveCount(0)
  await main.getByRole('link', { name: 'Change the cart' }).first().click()

  const line = main.getByRole('listitem').filter({ hasText: GONE })
  await expect(line).toContainText('We no longer sell this. Remove it to check out.')
  await expect(line.getByRole('link')).toHaveCount(0)
  await expect(line.getByRole('textbox')).toHaveCount(0)
  await expect(count).toHaveText(/^3/)
  await expect(main.getByRole('region', { name: 'Summary' })).toContainText('3 things')
  await expect(main.getByRole('region', { name: 'Summary' })).toContainText('Total$89.00')
  await line.getByRole('button', { name: `Remove ${GONE}` }).click()
  await expect(line).toHaveCount(0)
  await expect(count).toHaveText(/^1/)
  await main.getByRole('link', { name: 'Check out' }).click()
  await expect(main.getByRole('button', { name: 'Pay $89.00' })).toBeVisible()
})

test('the drawer takes it out too', async ({ page }) => {
  await page.goto('/')
  await openDrawer(page)
  const drawer = page.getByRole('dialog', { name: 'Cart' })
  await expect(drawer.getByText('We no longer sell this.')).toBeVisible()
  await drawer.getByRole('button', { name: `Remove ${GONE}` }).click()
  await expect(drawer.getByRole('listitem').filter({ hasText: GONE })).toHaveCount(0)
  await expect(drawer.getByRole('status')).toHaveText(`${GONE} is out of the cart. One thing in the cart.`)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('it can be taken out as well', async ({ page }) => {
    await page.goto('/cart')
    const main = page.getByRole('main')
    await main.getByRole('button', { name: `Remove ${GONE}` }).click()
    await expect(main.getByText(GONE)).toHaveCount(0)
    await expect(main.getByRole('textbox', { name: `How many of ${LAMP.name}` })).toHaveValue('1')
  })
})
