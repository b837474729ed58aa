import type { Page } from '@playwright/test'
import { expect, test } from '../support/page-test'

const names = (page: Page) => page.getByRole('main').getByRole('article').getByRole('heading').allInnerTexts()
const prices = async (page: Page) => {
  const texts = await page.getByRole('main').getByRole('article').locator('.price').allInnerTexts()
  return texts.map((text) => Number(text.replace(/[$,]/g, '')))
}

test('sorting: the address holds it, a reload keeps it, Back undoes it', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('navigation', { name: 'Aisles', exact: true }).getByRole('link', { name: 'Light' }).click()
  await expect(page).toHaveURL('/category/light')
  await expect(page.getByRole('heading', { level: 1, name: 'Light' })).toBeVisible()
  const before = await names(page)
  const sort = page.getByRole('main').getByLabel('Sort')
  await sort.selectOption('Price, low to high')
  await expect(page).toHaveURL(/[?&]sort=price-up/)
  await expect.poll(() => names(page)).not.toEqual(before)
  const up = await prices(page)
  expect(up).toEqual([...up].sort((a, b) => a - b))
  await page.reload()
  await expect(sort).toHaveValue('price-up')
  expect(await prices(page)).toEqual(up)

  await sort.selectOption('Price, high to low')
  await expect.poll(() => prices(page)).toEqual([...up].reverse())
  await sort.selectOption('Name')
  await expect.poll(() => names(page)).toEqual([...before].sort((a, b) => a.localeCompare(b, 'en')))

  await page.goBack()
  await expect.poll(() => prices(page)).toEqual([...up].reverse())
  await expect(sort).toHaveValue('price-down')
  await page.goBack()
  await page.goBack()
  await expect(page).toHaveURL('/category/light')
  await expect.poll(() => names(page)).toEqual(before)
})

test('filters: in stock, new, up to a price; together, after a reload, and cleared again', async ({ page }) => {
  await page.goto('/category/room')
  const main = page.getByRole('main')
  const all = await names(page)
  expect(all).toContain('Bud vase')
  await expect(main.getByRole('article').filter({ hasText: 'Bud vase' })).toContainText('Sold out')

  await main.getByLabel('In stock').check()
  await expect(page).toHaveURL(/stock=in/)
  await expect.poll(() => names(page)).toEqual(all.filter((name) => name !== 'Bud vase'))
  await main.getByLabel('New', { exact: true }).check()
  await expect(page).toHaveURL(/new=1/)
  await expect.poll(() => names(page)).toEqual(['Round mirror', 'Peg rail'])
  await main.getByLabel('Up to $').fill('100')
  await main.getByLabel('Up to $').press('Enter')
  await expect(page).toHaveURL(/max=100/)
  await expect.poll(() => names(page)).toEqual(['Peg rail'])
  await expect(main.getByText('One thing', { exact: true })).toBeVisible()

  await page.reload()
  expect(await names(page)).toEqual(['Peg rail'])
  await expect(main.getByLabel('In stock')).toBeChecked()
  await expect(main.getByLabel('New', { exact: true })).toBeChecked()
  await expect(main.getByLabel('Up to $')).toHaveValue('100')

  await main.getByLabel('Up to $').fill('3')
  await main.getByLabel('Up to $').press('Enter')
  await expect(main.getByRole('heading', { name: 'Nothing like that' })).toBeVisible()
  await main.getByRole('link', { name: 'Show all of them' }).click()
  await expect(page).toHaveURL('/category/room')
  await expect.poll(() => names(page)).toEqual(all)
  await expect(main.getByLabel('In stock')).not.toBeChecked()
  await expect(main.getByLabel('Up to $')).toHaveValue('')

  await page.goBack()
  await expect(main.getByRole('heading', { name: 'Nothing like that' })).toBeVisible()
  await main.getByRole('link', { name: 'Clear' }).click()
  await expect.poll(() => names(page)).toEqual(all)
})

test('an address that makes no sense shows everything instead of failing', async ({ page }) => {
  for (const query of ['sort=upside-down&max=cheap&stock=maybe', 'max=-5', 'max=1e99', 'max=NaN', 'sort=name&sort=price-up', 'max=%00']) {
    const response = await page.goto(`/category/desk?${query}`)
    expect(response?.status(), query).toBe(200)
    expect(await names(page), query).toHaveLength(6)
  }
})

test('an aisle that does not exist is a 404 page with a way on', async ({ page, complaints }) => {
  complaints.allow(/status of 404/)
  const response = await page.goto('/category/nowhere')
  expect(response?.status()).toBe(404)
  await page.getByRole('main').getByRole('link', { name: 'See everything' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Everything' })).toBeVisible()
})
