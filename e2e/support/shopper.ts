import { expect, type Page, type Response } from '@playwright/test'
import type { Stack } from '../../infra/local/stack'
import { alive } from './alive'

/** A person in a browser: does what people do, by what they see. */
export class Shopper {
  constructor(
    readonly page: Page,
    readonly stack: Stack,
  ) {}

  /** Opens a page and answers which replica served it. */
  async visit(path: string): Promise<{ replica: string; response: Response }> {
    const response = await this.page.goto(path)
    if (!response) throw new Error(`no answer for ${path}`)
    return { replica: (await response.headerValue('x-replica')) ?? '', response }
  }

  /** Opens a product page and puts some of it into the cart, waiting for the answer. */
  async add(slug: string, quantity = 1): Promise<void> {
    await this.visit(`/products/${slug}`)
    if (quantity !== 1) await this.page.getByRole('main').getByLabel('How many', { exact: true }).fill(String(quantity))
    await this.clickAdd()
  }

  /** Clicks "Add to cart" on the open product page, waits until the server has answered, and closes the drawer. */
  async clickAdd(): Promise<void> {
    const button = await alive(this.page.getByRole('main').getByRole('button', { name: 'Add to cart' }))
    const answered = this.page.waitForResponse(
      (response) => response.url().endsWith('/api/cart/lines') && response.request().method() === 'POST',
    )
    await button.click()
    expect((await answered).ok()).toBe(true)
    const drawer = this.page.getByRole('dialog')
    await drawer.getByRole('button', { name: 'Close the cart' }).click()
    await expect(drawer).toBeHidden()
  }

  async signIn({ email, password }: { email: string; password: string }): Promise<void> {
    await this.visit('/sign-in')
    await this.page.getByLabel('E-mail').fill(email)
    await this.page.getByLabel('Password', { exact: true }).fill(password)
    await this.page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click()
    await this.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  }

  async signOut(): Promise<void> {
    await this.visit('/account')
    await this.page.getByRole('main').getByRole('button', { name: 'Sign out' }).click()
    await this.page.waitForURL((url) => url.pathname === '/')
  }

  /** Opens the cart page and reads its quantities, by product name. */
  async cart(): Promise<Record<string, number>> {
    await this.visit('/cart')
    return this.shownCart()
  }

  /** Quantities of the open cart page. */
  async shownCart(): Promise<Record<string, number>> {
    const fields = await this.page
      .getByRole('main')
      .getByRole('textbox', { name: /^How many of / })
      .all()
    const lines = fields.map(async (field) => [await field.evaluate(nameOf), Number(await field.inputValue())] as const)
    return Object.fromEntries(await Promise.all(lines))
  }

  /** What the page's header says: who is signed in (null for a guest) and how many things the cart holds. */
  async header(): Promise<{ user: string | null; count: number }> {
    const banner = this.page.getByRole('banner')
    const count = Number.parseInt((await banner.getByTestId('cart-count').textContent()) ?? '', 10)
    // Streams in after the page; until then an icon without words stands there.
    const link = banner.locator('a[href="/sign-in"], a[href="/account"]').filter({ hasText: /\S/ })
    const account = (await link.first().textContent())?.trim() ?? ''
    return { user: account === 'Sign in' ? null : account, count }
  }

  /** The session cookie's value as the browser holds it. */
  async token(): Promise<string | undefined> {
    return (await this.page.context().cookies()).find(({ name }) => /(^|-)sid$/.test(name))?.value
  }

  /** What /api/session answers this browser, and who answered. */
  async session(): Promise<{ user: { email: string } | null; cartCount: number; replica: string }> {
    return this.page.evaluate(async () => (await fetch('/api/session')).json())
  }
}

/** The product's name, from the field's label. Runs in the page. */
function nameOf(field: Element): string {
  return ((field as HTMLInputElement).labels?.[0]?.textContent ?? '').replace('How many of ', '').trim()
}
