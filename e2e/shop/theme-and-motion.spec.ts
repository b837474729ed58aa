import type { Page } from '@playwright/test'
import { alive } from '../support/alive'
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
    await tour(page)
    expect(await moved(page)).toEqual([])
  })
})

test('with motion the drawer slides, so that the test before can fail', async ({ page }) => {
  await tour(page)
  expect(await moved(page)).toContain('translate of dialog')
})

/** Whatever moves for longer than a blink, from the first moment of each page. */
async function tour(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = (name: string) =>
      sessionStorage.setItem('moved', JSON.stringify([...JSON.parse(sessionStorage.getItem('moved') ?? '[]'), name]))
    const note = () => {
      for (const each of document.getAnimations()) {
        const { target } = each.effect as KeyframeEffect
        const name = each instanceof CSSTransition ? each.transitionProperty : each instanceof CSSAnimation ? each.animationName : 'script'
        if (Number(each.effect?.getComputedTiming().endTime) > 50) seen(`${name} of ${target?.tagName.toLowerCase()}`)
      }
    }
    for (const event of ['transitionrun', 'animationstart']) addEventListener(event, note, true)
  })
  await page.goto(`/products/${LAMP.slug}`)
  await (await alive(page.getByRole('main').getByRole('button', { name: 'Add to cart' }))).click()
  const drawer = page.getByRole('dialog', { name: 'Cart' })
  await expect(drawer.getByRole('status')).toContainText('One thing in the cart')
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await page.getByRole('banner').getByRole('link', { name: 'Hopcart, home' }).click()
  await expect(page).toHaveURL('/')
  await openDrawer(page)
}

async function moved(page: Page): Promise<string[]> {
  return page.evaluate(() => [...new Set<string>(JSON.parse(sessionStorage.getItem('moved') ?? '[]'))])
}
