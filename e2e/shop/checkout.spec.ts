import { confirmedOrder, DECLINED, fillCard, fillCheckout, ORDER, payButton } from '../support/checkout'
import { Client } from '../support/client'
import { setStock } from '../support/database'
import { expect, lendCookies, test } from '../support/page-test'
import { openDrawer } from '../support/pages'
import { KETTLE, LAMP } from '../support/story'

test('a guest is asked to sign in at the checkout, comes back to it, pays, and finds the order again', async ({ page, shopper, stack }) => {
  const account = await new Client(stack.url).signUp()
  await shopper.add(LAMP.slug, 2)
  await openDrawer(page)
  await page.getByRole('dialog', { name: 'Cart' }).getByRole('link', { name: 'Check out' }).click()
  await page.waitForURL(/\/sign-in\?next=%2Fcheckout/)
  const main = page.getByRole('main')
  await main.getByLabel('E-mail').fill(account.email)
  await main.getByLabel('Password', { exact: true }).fill(account.password)
  await main.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => url.pathname === '/checkout')
  await expect(main.getByRole('heading', { level: 1, name: 'Checkout' })).toBeVisible()
  await fillCheckout(page)
  await expect(payButton(page)).toHaveText('Pay $178.00')
  await payButton(page).click()
  const number = await confirmedOrder(page)
  await expect(main).toContainText('Visa ending in 4242')
  await expect(page.getByRole('banner').getByTestId('cart-count')).toHaveText(/^0/)

  await page.getByRole('contentinfo').getByRole('link', { name: 'Orders' }).click()
  await expect(main.getByRole('heading', { level: 1, name: 'Your orders' })).toBeVisible()
  await main.getByRole('link', { name: `Order ${number}` }).click()
  await expect(main.getByRole('heading', { level: 1, name: `Order ${number}` })).toBeVisible()
  await expect(main.getByRole('region', { name: 'What you bought' }).getByText('2 × $89')).toBeVisible()
  await expect(main).toContainText('1 Main Street')
  await expect(main.getByRole('region', { name: 'What you bought' })).toContainText('Total$178.00')
})

test('every wrong field is told, at the top and at the field; what was typed stays, the card number does not', async ({
  page,
  signedIn,
  context,
}) => {
  await signedIn.add(LAMP.id)
  await lendCookies(signedIn, context)
  await page.goto('/checkout')
  const main = page.getByRole('main')
  await main.getByLabel('Street and number').fill('5 Elm Road')
  await main.getByLabel('Country').selectOption('Germany')
  await main.getByLabel('Postal code').fill('ABC')
  await main.getByLabel('Card number').fill('4242 4242 4242 4241')
  await main.getByLabel('Expires').fill('01/20')
  await main.getByLabel('Security code').fill('12')
  await payButton(page).click()

  const summary = main.getByRole('alert').first()
  await expect(summary).toContainText('6 things need another look')
  await expect(page.locator(':focus'), 'the summary takes the focus').toContainText('6 things need another look')
  for (const [label, message] of [
    ['Postal code', 'Enter a postal code of Germany, such as 10115.'],
    ['Town', 'Enter the town.'],
    ['Card number', 'Check the card number; a digit is wrong or missing.'],
    ['Expires', 'This card has expired.'],
    ['Security code', 'Enter the 3 or 4 digits of the security code.'],
    ['Name on the card', 'Enter the name on the card.'],
  ] as const) {
    const field = main.getByLabel(label)
    await expect(field, label).toHaveAttribute('aria-invalid', 'true')
    await expect(field, label).toHaveAccessibleDescription(new RegExp(message.replace(/[.;]/g, '\\$&')))
  }
  await expect(main.getByLabel('Street and number')).toHaveValue('5 Elm Road')
  await expect(main.getByLabel('Street and number')).not.toHaveAttribute('aria-invalid', 'true')
  await expect(main.getByLabel('Country')).toHaveValue('DE')
  await expect(main.getByLabel('Postal code')).toHaveValue('ABC')

  await summary.getByRole('button', { name: 'Town' }).click()
  await expect(main.getByLabel('Town')).toBeFocused()
})

test('a declined card keeps the cart; another card pays; a double click pays once; Back shows no stale cart', async ({
  page,
  shopper,
  signedIn,
  context,
}) => {
  await signedIn.add(KETTLE.id, 3)
  await lendCookies(signedIn, context)
  await page.goto('/checkout')
  await fillCheckout(page, DECLINED)
  await payButton(page).click()
  const main = page.getByRole('main')
  await expect(main.getByRole('alert')).toContainText('The order did not go through')
  await expect(main.getByLabel('Town')).toHaveValue('New York')
  expect(await signedIn.cart()).toEqual({ [KETTLE.id]: 3 })

  await fillCard(page)
  await payButton(page).dblclick()
  const number = await confirmedOrder(page)
  expect(await signedIn.cart()).toEqual({})
  const { orders } = (await signedIn.get('/api/orders')).json<{ orders: { number: number }[] }>()
  expect(orders.map((order) => String(order.number))).toEqual([number])

  await page.goBack()
  await expect(main.getByRole('heading', { name: 'There is nothing to pay for' })).toBeVisible()
  await expect(payButton(page)).toHaveCount(0)
  await expect(page.getByRole('banner').getByTestId('cart-count')).toHaveText(/^0/)
  expect(await shopper.cart()).toEqual({})
})

test('what another shopper bought meanwhile is told before paying, and the cart can be put right', async ({
  page,
  signedIn,
  context,
  stack,
}) => {
  await setStock(stack, 'p-wall-clock', 7)
  await signedIn.add('p-wall-clock', 3)
  await lendCookies(signedIn, context)
  await page.goto('/checkout')
  await fillCheckout(page)
  await setStock(stack, 'p-wall-clock', 2)
  await payButton(page).click()
  const main = page.getByRole('main')
  await expect(main.getByRole('alert').first()).toContainText('Only 2 of Wall clock left, and your cart has 3.')
  expect(await signedIn.cart()).toEqual({ 'p-wall-clock': 3 })

  await page.goto('/checkout')
  await expect(main.getByRole('alert')).toContainText('Of Wall clock there are 2 left, and you have 3. Take 1 out.')
  await expect(payButton(page)).toHaveCount(0)
  await main.getByRole('link', { name: 'Change the cart' }).first().click()
  await main.getByRole('button', { name: 'One Wall clock fewer' }).click()
  await expect(main.getByText(/Only 2 left/).filter({ visible: true })).toHaveCount(0)
  await main.getByRole('link', { name: 'Check out' }).click()
  await fillCheckout(page)
  await payButton(page).click()
  await confirmedOrder(page)
  await setStock(stack, 'p-wall-clock', 7)
})

test("another shopper's order page is a 404, and a guest is sent to sign in", async ({ page, signedIn, context, complaints, stack }) => {
  complaints.allow(/status of 404/)
  await signedIn.add(LAMP.id)
  const { order } = (await signedIn.post('/api/checkout', ORDER, { headers: { 'idempotency-key': crypto.randomUUID() } })).json<{
    order: { id: string }
  }>()
  expect((await page.goto(`/orders/${order.id}`))?.status()).toBe(200)

  const stranger = new Client(stack.url)
  const account = await stranger.signUp()
  await stranger.signIn(account.email, account.password)
  await lendCookies(stranger, context)
  for (const id of [order.id, crypto.randomUUID(), 'nonsense']) {
    expect((await page.goto(`/orders/${id}`))?.status(), id).toBe(404)
    await expect(page.getByRole('heading', { level: 1, name: 'Somebody moved this.' })).toBeVisible()
    await expect(page).not.toHaveTitle(/Order \d/)
  }
  await context.clearCookies()
  await page.goto(`/orders/${order.id}`)
  await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(`/orders/${order.id}`)}`)
})

test('checkout without anything in the cart leads to the shop', async ({ page, signedIn }) => {
  expect(signedIn.token).toBeTruthy()
  await page.goto('/checkout')
  const main = page.getByRole('main')
  await main.getByRole('link', { name: 'Look around' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Everything' })).toBeVisible()
})
