import { violationsInBothThemes } from '../support/axe'
import { expect, test } from '../support/page-test'
import { GUEST_PAGES, prepareShopper, SHOPPER_PAGES } from '../support/pages'

test('every page of a guest, in both themes', async ({ page, complaints }) => {
  test.setTimeout(240_000)
  complaints.allow(/status of 404/)
  for (const { name, go } of GUEST_PAGES) {
    await go(page)
    expect.soft(await violationsInBothThemes(page), name).toEqual([])
  }
  await page.goto('/')
  await page.getByRole('complementary', { name: 'Lab' }).getByText('Mode: redis').click()
  expect.soft(await violationsInBothThemes(page), "the Lab's menu").toEqual([])
  await page.keyboard.press('Escape')
  await page.locator('summary').filter({ hasText: 'Fold the Lab bar' }).click()
  expect.soft(await violationsInBothThemes(page), 'the folded Lab bar').toEqual([])
})

test('every page of a shopper, in both themes', async ({ page, signedIn }) => {
  test.setTimeout(240_000)
  await prepareShopper(signedIn)
  for (const { name, go } of SHOPPER_PAGES) {
    await go(page)
    expect.soft(await violationsInBothThemes(page), name).toEqual([])
  }
})
