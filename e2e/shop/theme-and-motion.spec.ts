import { expect, test } from '../support/page-test'
import { openDrawer } from '../support/pages'
import { LAMP } from '../support/story'

test.describe('theme', () => {
  test.use({ colorScheme: 'light' })

  test('light, dark and system persist, and the first bytes already know', async ({ page, context, stack }) => {
    const html = page.locator('html')
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const firstBytes = async () => {
      const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
      const { body } = await fetch(stack.url, { headers: { cookie } })
      const first = await body?.getReader().read()
      return new TextDecoder().decode(first?.value).slice(0, 400)
    }
    await page.goto('/')
    await expect(html).toHaveAttribute('data-theme', 'system')
    const light = await paper()

    await page.getByRole('banner').getByRole('button', { name: 'Dark theme' }).click()
    await expect(html, 'at once').toHaveAttribute('data-theme', 'dark')
    await expect.poll(async () => (await context.cookies()).find(({ name }) => name === 'theme')?.value).toBe('dark')
    expect(await firstBytes()).toMatch(/<html[^>]* data-theme="dark"/)
    await page.reload()
    await expect(html).toHaveAttribute('data-theme', 'dark')
    const dark = await paper()
    expect(dark).not.toBe(light)

    const choices = page.getByRole('contentinfo')
    await choices.getByRole('button', { name: 'Light' }).click()
    await expect.poll(async () => (await context.cookies()).find(({ name }) => name === 'theme')?.value).toBe('light')
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.goto('/shop')
    await expect(html).toHaveAttribute('data-theme', 'light')
    expect(await paper(), 'light in spite of the system').toBe(light)
    await expect(choices.getByRole('button', { name: 'Light' })).toHaveAttribute('aria-pressed', 'true')

    await choices.getByRole('button', { name: 'System' }).click()
    await expect.poll(async () => (await context.cookies()).find(({ name }) => name === 'theme')?.value).toBe('system')
    await expect.poll(paper, 'dark because of the system').toBe(dark)
    expect(await firstBytes()).toMatch(/<html[^>]* data-theme="system"/)
    await expect(page, 'the page stays where it was').toHaveURL('/shop')
  })

  test('choosing the theme keeps the filters of the address', async ({ page }) => {
    await page.goto('/shop?sort=name&stock=in')
    await page.getByRole('banner').getByRole('button', { name: 'Dark theme' }).click()
    await expect(page.getByRole('contentinfo').getByRole('button', { name: 'Dark' })).toHaveAttribute('aria-pressed', 'true')
    await expect(page).toHaveURL('/shop?sort=name&stock=in')
  })
})

test.describe('less motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } })

  test('nothing moves: not the drawer, not the pages', async ({ page }) => {
    const moving = () =>
      page.evaluate(() =>
        document
          .getAnimations()
          .filter((each) => Number(each.effect?.getComputedTiming().endTime) > 50) // milliseconds
          .map((each) => `${(each as CSSAnimation).animationName ?? (each as CSSTransition).transitionProperty}`),
      )
    await page.goto(`/products/${LAMP.slug}`)
    expect(await moving()).toEqual([])
    await page.getByRole('main').getByRole('button', { name: 'Add to cart' }).click()
    await expect(page.getByRole('dialog', { name: 'Cart' })).toBeVisible()
    expect(await moving()).toEqual([])
    await page.keyboard.press('Escape')
    expect(await moving()).toEqual([])
    await page.goto('/')
    await openDrawer(page)
    expect(await moving()).toEqual([])
  })
})

test('with motion the drawer does slide, so that the test before can fail', async ({ page }) => {
  await page.goto(`/products/${LAMP.slug}`)
  await page.getByRole('main').getByRole('button', { name: 'Add to cart' }).click()
  await expect(page.getByRole('dialog', { name: 'Cart' })).toBeVisible()
  const longest = await page.evaluate(() => {
    const drawer = document.querySelector('dialog[open]')
    return drawer
      ? Math.max(
          ...getComputedStyle(drawer)
            .transitionDuration.split(',')
            .map((time) => Number.parseFloat(time)),
        )
      : 0
  })
  expect(longest).toBeGreaterThan(0.1)
})
