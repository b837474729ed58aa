import { expect, type Page, type Request } from '@playwright/test'
import type { Client } from './client'
import { type OtherSite, startOtherSite } from './other-site'
import { lendCookies } from './page-test'
import { KETTLE } from './story'
import { test as base } from './test'

export type Victim = { client: Client; email: string; token: string | undefined }

/** A shopper who is signed in at the shop (localhost) in this browser, and who has the page of another site (127.0.0.1) open. */
export const test = base.extend<{ victim: Victim; site: OtherSite; heard: Request[] }>({
  victim: async ({ client, context }, use) => {
    const { email, password } = await client.signUp()
    await client.signIn(email, password)
    await client.add(KETTLE.id, 2)
    await lendCookies(client, context)
    await use({ client, email, token: client.token })
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that this one needs from the pattern
  site: async ({}, use) => {
    const site = await startOtherSite()
    await use(site)
    site.close()
  },
  heard: async ({ context }, use) => {
    const heard: Request[] = []
    context.on('request', (request) => heard.push(request))
    await use(heard)
  },
})

/** Nothing of the victim's has changed; and the same browser's own visit to the shop is still theirs. */
export async function expectUntouched(page: Page, { client, email, token }: Victim): Promise<void> {
  expect((await page.context().cookies(client.url)).find(({ name }) => name === 'sid')?.value).toBe(token)
  expect((await client.get('/api/session')).json()).toMatchObject({ user: { email, name: 'E. Tester' }, cartCount: 2 })
  expect(await client.cart()).toEqual({ [KETTLE.id]: 2 })
  expect((await client.get('/api/orders')).json()).toEqual({ orders: [] })
  await page.goto(`${client.url}/cart`)
  await expect(page.getByRole('textbox', { name: `How many of ${KETTLE.name}` })).toHaveValue('2')
}

/** Runs in the page: embeds something and waits until it is there, or refused. */
export function embed({ tag, url }: { tag: string; url: string }): Promise<void> {
  return new Promise((resolve) => {
    const element = document.createElement(tag as 'img' | 'iframe')
    element.onload = element.onerror = () => resolve()
    element.src = url
    document.body.append(element)
  })
}
