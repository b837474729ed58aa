import { expect, type Page, type Response } from '@playwright/test'
import type { RunningStack } from '../../infra/local/start-stack'

/** A person in a browser: does what people do, by what they see. */
export class Shopper {
  constructor(
    readonly page: Page,
    readonly stack: RunningStack,
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
    if (quantity !== 1) await this.page.getByLabel('Quantity').fill(String(quantity))
    await this.clickAdd()
  }

  /** Clicks "Add to cart" on the open product page and waits until the server has answered. */
  async clickAdd(): Promise<void> {
    const answered = this.page.waitForResponse(
      (response) => response.url().endsWith('/api/cart/lines') && response.request().method() === 'POST',
    )
    await this.page.getByRole('main').getByRole('button', { name: 'Add to cart' }).click()
    expect((await answered).ok()).toBe(true)
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

  /** Quantities of the cart page, by product name. */
  async cart(): Promise<Record<string, number>> {
    await this.visit('/cart')
    const lines = await this.page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('spinbutton') })
      .all()
    const entries = lines.map(
      async (line) => [await line.getByRole('link').first().innerText(), Number(await line.getByRole('spinbutton').inputValue())] as const,
    )
    return Object.fromEntries(await Promise.all(entries))
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
