import { assertFits } from '../support/fits'
import { expect, test } from '../support/page-test'
import { GUEST_PAGES, openDrawer, prepareShopper, SHOPPER_PAGES } from '../support/pages'

test.use({ viewport: { width: 360, height: 740 }, hasTouch: true })

test('no page of a guest is wider than the screen, and what can be pressed is large enough', async ({ page, complaints }) => {
  test.setTimeout(240_000)
  complaints.allow(/status of 404/)
  for (const { name, go } of GUEST_PAGES) {
    await go(page)
    await assertFits(page, name)
  }
})

test('no page of a shopper is wider than the screen, and what can be pressed is large enough', async ({ page, signedIn }) => {
  test.setTimeout(240_000)
  await prepareShopper(signedIn)
  for (const { name, go } of SHOPPER_PAGES) {
    await go(page)
    await assertFits(page, name)
  }
})

test('header, search, drawer and Lab bar are of use', async ({ page, signedIn }) => {
  await prepareShopper(signedIn)
  await page.goto('/')
  const banner = page.getByRole('banner')
  await expect(banner.getByRole('link', { name: 'Hopcart, home' })).toBeInViewport({ ratio: 1 })
  await expect(banner.getByRole('link', { name: 'E.' })).toBeInViewport({ ratio: 1 })
  await expect(banner.getByRole('link', { name: /Cart/ })).toBeInViewport({ ratio: 1 })
  const last = page.getByRole('navigation', { name: 'Aisles', exact: true }).getByRole('link').last()
  await last.tap()
  await expect(page.getByRole('heading', { level: 1, name: 'Room' })).toBeVisible()
  await banner.getByRole('combobox', { name: 'Search the shop' }).fill('kettle')
  await page.getByRole('option', { name: /Stove kettle/ }).tap()
  await expect(page.getByRole('heading', { level: 1, name: 'Stove kettle' })).toBeVisible()

  await openDrawer(page)
  const drawer = page.getByRole('dialog', { name: 'Cart' })
  await expect(drawer.getByRole('link', { name: 'Check out' })).toBeInViewport({ ratio: 1 })
  await drawer.getByRole('button', { name: 'One Dome lamp more' }).tap()
  await expect(drawer.getByRole('textbox', { name: 'How many of Dome lamp' })).toHaveValue('3')
  await drawer.getByRole('button', { name: 'Close the cart' }).tap()
  await expect(drawer).toBeHidden()

  const lab = page.getByRole('complementary', { name: 'Lab' })
  await expect(lab.getByText('Signed in', { exact: true })).toBeInViewport({ ratio: 1 })
  await expect(lab.getByText('Cart 4')).toBeInViewport({ ratio: 1 })
  await lab.getByText('Mode: redis').tap()
  const memory = lab.getByRole('button', { name: /^memory\b/ })
  await memory.scrollIntoViewIfNeeded() // the list may be longer than its box, which shows the mode at hand first
  await expect(memory).toBeInViewport({ ratio: 1 })
  await memory.tap()
  await expect(lab.getByText('Mode: memory')).toBeVisible()
})
