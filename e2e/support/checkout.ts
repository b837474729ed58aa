import { expect, type Page } from '@playwright/test'

/** A body that POST /api/checkout takes. */
export const ORDER = {
  address: { name: 'E. Tester', line1: '1 Main Street', city: 'New York', postalCode: '10001', country: 'US' },
  card: { number: '4242424242424242', expiry: '12/39', cvc: '123', name: 'E. Tester' },
}

const PAYS = '4242 4242 4242 4242'
export const DECLINED = '4000 0000 0000 0002'

/** Fills in the open checkout form as a person would, field by field. */
export async function fillCheckout(page: Page, number = PAYS): Promise<void> {
  const where = page.getByRole('group', { name: 'Where it goes' })
  await where.getByLabel('Name', { exact: true }).fill('E. Tester')
  await where.getByLabel('Street and number').fill('1 Main Street')
  await where.getByLabel('Country').selectOption('United States')
  await where.getByLabel('Postal code').fill('10001')
  await where.getByLabel('Town').fill('New York')
  await fillCard(page, number)
}

/** Fills in the card only. */
export async function fillCard(page: Page, number = PAYS): Promise<void> {
  const how = page.getByRole('group', { name: 'How you pay' })
  await how.getByLabel('Card number').fill(number)
  await how.getByLabel('Expires').fill('12/39')
  await how.getByLabel('Security code').fill('123')
  await how.getByLabel('Name on the card').fill('E. Tester')
}

export const payButton = (page: Page) => page.getByRole('main').getByRole('button', { name: /^(Pay \$|Paying)/ })

/** Waits for the confirmation and answers the order's number. */
export async function confirmedOrder(page: Page): Promise<string> {
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}/)
  await expect(page.getByRole('heading', { level: 1, name: /^Thank you/ })).toBeVisible()
  const said = await page.getByRole('main').getByRole('status').innerText()
  const number = /Order\s+(\d{5,})/.exec(said)?.[1]
  if (!number) throw new Error(`no order number in: ${said}`)
  return number
}
