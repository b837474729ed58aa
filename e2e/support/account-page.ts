import type { Locator, Page } from '@playwright/test'
import type { Client } from './client'
import { LAPTOP, sentBy } from './devices'

export type Account = { email: string; password: string }

export const NEW_PASSWORD = 'another horse, another battery'

/** The part of the account page that opens under this word. */
export const part = (page: Page, label: string): Locator =>
  page
    .getByRole('main')
    .locator('details')
    .filter({ has: page.locator('summary', { hasText: label }) })

/** The list of the user's sessions. */
export const sessions = (page: Page): Locator => page.getByRole('region', { name: 'Where you are signed in' })

export const signInNotice = (page: Page): Locator => page.getByRole('status').filter({ hasText: 'New sign-in' })

/** Whose session a client on this device has; undefined for a guest. */
export async function userOf(client: Client, device = LAPTOP): Promise<string | undefined> {
  const reply = await client.get('/api/session', { headers: sentBy(device) })
  return reply.json<{ user: { email: string } | null }>().user?.email
}

/** Fills in the open sign-in form and sends it. */
export async function fillSignIn(page: Page, { email, password }: Account): Promise<void> {
  const main = page.getByRole('main')
  await main.getByLabel('E-mail').fill(email)
  await main.getByLabel('Password', { exact: true }).fill(password)
  await main.getByRole('button', { name: 'Sign in', exact: true }).click()
}
