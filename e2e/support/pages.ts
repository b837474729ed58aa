import type { Page } from '@playwright/test'
import { alive } from './alive'
import { ORDER } from './checkout'
import type { Client } from './client'
import { LAMP } from './story'

export type Visit = {
  readonly name: string
  readonly go: (page: Page) => Promise<unknown>
  /** The answer's status, where it is not 200. */
  readonly status?: number
}

const at = (name: string, path: string, status?: number): Visit => ({
  name,
  go: (page) => page.goto(path),
  ...(status ? { status } : {}),
})

/** Every page that a guest can see. */
export const GUEST_PAGES: readonly Visit[] = [
  at('home', '/'),
  at('everything', '/shop'),
  at('an aisle', '/category/kitchen?sort=price-up&stock=in'),
  at('an aisle without results', '/category/light?max=1'),
  at('search results', '/search?query=lamp'),
  at('search without results', '/search?query=zzyzx'),
  at('search without a query', '/search'),
  at('a product', `/products/${LAMP.slug}`),
  at('a product that is sold out', '/products/bud-vase'),
  at('the empty cart', '/cart'),
  at('sign-in', '/sign-in'),
  at('sign-up', '/sign-up'),
  at('nowhere', '/nowhere', 404),
  at('a product that does not exist', '/products/nothing', 404),
  {
    name: 'sign-in refused',
    go: async (page) => {
      await page.goto('/sign-in')
      await page.getByLabel('E-mail').fill('nobody@example.com')
      await page.getByLabel('Password', { exact: true }).fill('wrong password')
      await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.getByRole('main').getByRole('alert').waitFor()
    },
  },
  {
    name: 'sign-up with errors',
    go: async (page) => {
      await page.goto('/sign-up')
      await page.getByRole('main').getByRole('button', { name: 'Open an account' }).click()
      await page.getByRole('main').getByRole('alert').waitFor()
    },
  },
  {
    name: 'suggestions',
    go: async (page) => {
      await page.goto('/')
      await page.getByRole('combobox', { name: 'Search the shop' }).fill('lamp')
      await page.getByRole('option').first().waitFor()
      await page.getByRole('combobox', { name: 'Search the shop' }).press('ArrowDown')
    },
  },
]

/** Every page that needs an account, with something in the cart and one order: call {@link prepareShopper} first. */
export const SHOPPER_PAGES: readonly Visit[] = [
  at('the cart', '/cart'),
  {
    name: 'the drawer',
    go: async (page) => {
      await page.goto('/')
      await openDrawer(page)
    },
  },
  at('checkout', '/checkout'),
  {
    name: 'checkout with errors',
    go: async (page) => {
      await page.goto('/checkout')
      await page.getByRole('button', { name: /^Pay \$/ }).click()
      await page.getByRole('main').getByRole('alert').first().waitFor()
    },
  },
  at('orders', '/orders'),
  { name: 'an order', go: (page) => openOrder(page, '') },
  { name: 'an order just placed', go: (page) => openOrder(page, '?placed=1') },
  at('account', '/account?welcome=1&merged=2&capped=dome-lamp'),
]

/** Opens the drawer from the header. */
export async function openDrawer(page: Page): Promise<void> {
  await (await alive(page.getByRole('banner').getByRole('link', { name: /Cart/ }))).click()
  await page.getByRole('dialog', { name: 'Cart' }).getByRole('link', { name: 'Check out' }).waitFor()
}

async function openOrder(page: Page, query: string): Promise<void> {
  await page.goto('/orders')
  const href = await page
    .getByRole('main')
    .getByRole('link', { name: /^Order \d/ })
    .first()
    .getAttribute('href')
  await page.goto(`${href}${query}`)
}

/** An order in the history, and a cart with two lines. */
export async function prepareShopper(client: Client): Promise<void> {
  await client.add(LAMP.id, 2)
  const { status, text } = await client.post('/api/checkout', ORDER, { headers: { 'idempotency-key': crypto.randomUUID() } })
  if (status !== 201) throw new Error(`checkout answered ${status}: ${text}`)
  await client.add(LAMP.id, 2)
  await client.add('p-stove-kettle')
}
