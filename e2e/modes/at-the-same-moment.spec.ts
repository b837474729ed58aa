import { expect as baseExpect } from '@playwright/test'
import { alive } from '../support/alive'
import { Shopper } from '../support/shopper'
import { KETTLE, LAMP, NOTEBOOK, storyOf } from '../support/story'
import { expect, test } from '../support/test'

test.beforeEach(({ profile }) => {
  test.skip(!storyOf(profile).consistent, 'one browser is not even consistent without a fault; guest-to-signed-in asserts that')
})

// Also where a store would: the pages of one browser send their changes one after the other (cart-api.ts). What does not is in sealed/two-tabs.
test('two tabs adding at once lose nothing', async ({ shopper, context, stack }) => {
  await shopper.add(NOTEBOOK.slug)
  const other = new Shopper(await context.newPage(), stack)
  await shopper.visit(`/products/${LAMP.slug}`)
  await other.visit(`/products/${KETTLE.slug}`)
  for (let round = 0; round < 5; round++) await Promise.all([shopper.clickAdd(), other.clickAdd()])
  expect(await shopper.cart()).toEqual({ [LAMP.name]: 5, [KETTLE.name]: 5, [NOTEBOOK.name]: 1 })
  await other.page.close()
})

test("a new guest's two quick first clicks, in two tabs, both count", async ({ shopper, context, stack }) => {
  const other = new Shopper(await context.newPage(), stack)
  await shopper.visit(`/products/${LAMP.slug}`)
  await other.visit(`/products/${KETTLE.slug}`)
  await Promise.all([shopper.clickAdd(), other.clickAdd()])
  expect(await shopper.cart()).toEqual({ [LAMP.name]: 1, [KETTLE.name]: 1 })
  await other.page.close()
})

test('adding and signing in at the same moment loses nothing and stays signed in', async ({ shopper, context, client, stack, profile }) => {
  test.skip(!storyOf(profile).keepsUpdates, 'the cookie that arrives last counts; sealed/two-tabs asserts that')
  const account = await client.signUp()
  await shopper.add(LAMP.slug)
  const other = new Shopper(await context.newPage(), stack)
  await other.visit(`/products/${KETTLE.slug}`)
  await Promise.all([
    shopper.signIn(account),
    (async () => {
      for (let round = 0; round < 6; round++) await other.clickAdd()
    })(),
  ])
  expect(await shopper.cart()).toEqual({ [LAMP.name]: 1, [KETTLE.name]: 6 })
  expect(await shopper.header()).toEqual({ user: 'E.', count: 7 })
  await other.visit('/')
  expect(await other.header()).toEqual({ user: 'E.', count: 7 })
  await other.page.close()
})

test('a double click adds once; after Back a new click adds again', async ({ shopper }) => {
  const { page } = shopper
  await shopper.visit(`/products/${LAMP.slug}`)
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/cart/lines'))
  await (await alive(page.getByRole('main').getByRole('button', { name: 'Add to cart' }))).dblclick()
  await answered
  await baseExpect(page.getByRole('banner').getByTestId('cart-count')).toHaveText(/^1\b/)
  expect(await shopper.cart()).toEqual({ [LAMP.name]: 1 })
  await page.goBack()
  await shopper.clickAdd()
  expect(await shopper.cart()).toEqual({ [LAMP.name]: 2 })
})

test('a double click without JavaScript adds once; after Back a new click adds again', async ({ browser, stack }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: stack.url })
  const guest = new Shopper(await context.newPage(), stack)
  const add = () => guest.page.getByRole('main').getByRole('button', { name: 'Add to cart' })
  await guest.visit(`/products/${LAMP.slug}`)
  await add().dblclick()
  await guest.page.waitForURL(/\/cart/)
  expect(await guest.shownCart()).toEqual({ [LAMP.name]: 1 })
  await guest.page.goBack()
  await add().click()
  await guest.page.waitForURL(/\/cart/)
  expect(await guest.cart()).toEqual({ [LAMP.name]: 2 })
  await context.close()
})

test('the cart survives a reload and a closed tab', async ({ shopper, context, stack }) => {
  await shopper.add(LAMP.slug, 3)
  await shopper.visit('/cart')
  await shopper.page.reload()
  expect(await shopper.shownCart()).toEqual({ [LAMP.name]: 3 })
  await shopper.page.close()
  const again = new Shopper(await context.newPage(), stack)
  expect(await again.cart()).toEqual({ [LAMP.name]: 3 })
})
