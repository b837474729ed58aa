import { expect, test } from '../support/page-test'

test('typing suggests, the keyboard chooses, Escape closes', async ({ page }) => {
  await page.goto('/')
  const search = page.getByRole('combobox', { name: 'Search the shop' })
  await search.fill('lam')
  const list = page.getByRole('listbox', { name: 'Suggestions for lam' })
  await expect(list.getByRole('option').first()).toBeVisible()
  await expect(search).toHaveAttribute('aria-expanded', 'true')

  await search.press('ArrowDown')
  await search.press('ArrowDown')
  await search.press('ArrowUp')
  const chosen = list.getByRole('option', { selected: true })
  await expect(chosen).toHaveCount(1)
  await expect(search).toHaveAttribute('aria-activedescendant', (await list.getByRole('option').first().getAttribute('id')) ?? '')
  const name = await chosen.locator('.font-semibold').innerText()

  await search.press('Escape')
  await expect(list).toBeHidden()
  await search.press('ArrowDown')
  await expect(list).toBeVisible()
  await search.press('ArrowDown')
  await search.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page).toHaveURL(/\/products\//)
})

test('a press on a suggestion opens it; Enter without a choice opens all results', async ({ page }) => {
  await page.goto('/')
  const search = page.getByRole('combobox', { name: 'Search the shop' })
  await search.fill('kettle')
  await page.getByRole('option', { name: /Stove kettle/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Stove kettle' })).toBeVisible()
  await search.fill('lamp')
  await search.press('Enter')
  await expect(page).toHaveURL('/search?query=lamp')
  await expect(page.getByRole('heading', { level: 1, name: '“lamp”' })).toBeVisible()
  await expect(search).toHaveValue('lamp')
})

for (const [typed, meant] of [
  ['lampp', 'Dome lamp'],
  ['ketle', 'Stove kettle'],
] as const)
  test(`the slip “${typed}” finds ${meant}, as suggestion and as result`, async ({ page }) => {
    await page.goto('/')
    const search = page.getByRole('combobox', { name: 'Search the shop' })
    await search.fill(typed)
    await expect(page.getByRole('option', { name: new RegExp(meant) })).toBeVisible()
    await search.press('Enter')
    await expect(page).toHaveURL(`/search?query=${typed}`)
    await page.getByRole('main').getByRole('link', { name: meant, exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: meant })).toBeVisible()
  })

test('nothing found offers a way on, and so does an empty query', async ({ page }) => {
  await page.goto('/')
  const search = page.getByRole('combobox', { name: 'Search the shop' })
  await search.fill('zzyzx')
  await expect(page.getByText('Nothing by that name. Enter looks for something close.')).toBeVisible()
  await search.press('Enter')
  const main = page.getByRole('main')
  await expect(main.getByRole('heading', { level: 1, name: 'Not here' })).toBeVisible()
  await expect(main.getByText(/answers to “zzyzx”/)).toBeVisible()
  await main.getByRole('link', { name: 'Kitchen', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Kitchen' })).toBeVisible()

  await page.goto('/search?query=')
  await expect(main.getByRole('heading', { level: 1, name: 'Search' })).toBeVisible()
  await expect(main.getByRole('article').first()).toBeVisible()
  await search.press('Enter')
  await expect(page, 'an empty field searches nothing').toHaveURL('/search?query=')
})

test('odd queries are text like any other', async ({ page }) => {
  const main = page.getByRole('main')
  for (const query of [
    '<script>alert(1)</script>',
    "'; drop table product; --",
    '%_\\',
    '\u0000lamp',
    '" OR -lamp (',
    '🦘',
    'a'.repeat(500),
  ]) {
    const response = await page.goto(`/search?query=${encodeURIComponent(query)}`)
    expect(response?.status(), query).toBe(200)
    await expect(main.getByRole('heading', { level: 1 }), query).toBeVisible()
  }
  await page.goto('/search?query=lamp&query=kettle')
  await expect(main.getByRole('heading', { level: 1, name: '“kettle”' })).toBeVisible()
})
