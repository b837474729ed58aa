import type { Browser, Page } from '@playwright/test'
import { fillSignIn, userOf } from '../support/account-page'
import type { Client } from '../support/client'
import { LAPTOP, sentBy, signInElsewhere } from '../support/devices'
import { expect, test } from '../support/page-test'
import { LAMP } from '../support/story'

for (const javaScriptEnabled of [true, false])
  test(`a token in another browser shows the cart and nobody's name until the password is given, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async ({
    browser,
    client,
    stack,
    complaints,
  }) => {
    const account = await client.signUp()
    const owner = await signInElsewhere(stack, account)
    await owner.post('/api/cart/lines', { productId: LAMP.id, quantity: 2 }, { headers: sentBy(LAPTOP) })
    const page = await thief(browser, owner, javaScriptEnabled)
    complaints.watch(page.context())
    await page.goto('/orders')
    await expect(page).toHaveURL('/sign-in?confirm=1&next=%2Forders')
    await expect(page.getByRole('main').getByRole('status')).toContainText('Is it you?')
    await expect(page.getByText(account.email)).toHaveCount(0)
    await page.goto('/cart')
    await expect(page.getByRole('textbox', { name: `How many of ${LAMP.name}` })).toHaveValue('2')
    if (javaScriptEnabled) await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible()
    await page.goto('/sign-in?next=/account')
    await expect(page.getByRole('main').getByRole('status'), 'on the sign-in page in any case').toContainText('Is it you?')
    await fillSignIn(page, account)
    await expect(page).toHaveURL((url) => url.pathname === '/account')
    await page.goto('/cart')
    await expect(page.getByRole('textbox', { name: `How many of ${LAMP.name}` })).toHaveValue('2')
    expect(await userOf(owner), 'the token that was lent is dead').toBeUndefined()
    await page.context().close()
  })

/** A page of another browser that holds the same token. */
async function thief(browser: Browser, owner: Client, javaScriptEnabled: boolean): Promise<Page> {
  const context = await browser.newContext({ baseURL: owner.url, javaScriptEnabled })
  await context.addCookies([...owner.cookies].map(([name, value]) => ({ name, value, url: owner.url, httpOnly: true, sameSite: 'Lax' })))
  return context.newPage()
}
