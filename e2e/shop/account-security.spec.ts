import { randomUUID } from 'node:crypto'
import type { Browser, Locator, Page } from '@playwright/test'
import { violations } from '../support/axe'
import type { Client } from '../support/client'
import { LAPTOP, PHONE, sentBy, signInElsewhere } from '../support/devices'
import { Keyboard } from '../support/keyboard'
import { expect, test } from '../support/page-test'
import { LAMP } from '../support/story'

const NEW_PASSWORD = 'another horse, another battery'

type Account = { email: string; password: string }

/** The part of the account page that opens under this word. */
const part = (page: Page, label: string): Locator =>
  page
    .getByRole('main')
    .locator('details')
    .filter({ has: page.locator('summary', { hasText: label }) })

const sessions = (page: Page): Locator => page.getByRole('region', { name: 'Where you are signed in' })
const signInNotice = (page: Page): Locator => page.getByRole('status').filter({ hasText: 'New sign-in' })

async function userOf(client: Client, device = LAPTOP): Promise<string | undefined> {
  const reply = await client.get('/api/session', { headers: sentBy(device) })
  return reply.json<{ user: { email: string } | null }>().user?.email
}

async function fillSignIn(page: Page, { email, password }: Account): Promise<void> {
  const main = page.getByRole('main')
  await main.getByLabel('E-mail').fill(email)
  await main.getByLabel('Password', { exact: true }).fill(password)
  await main.getByRole('button', { name: 'Sign in', exact: true }).click()
}

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    let account: Account
    test.beforeEach(async ({ client, shopper }) => {
      account = await client.signUp()
      await shopper.signIn(account)
    })

    test('a new e-mail needs the password; a refusal comes back open with what was typed', async ({ page, client, stack }) => {
      await page.goto('/account')
      const email = part(page, 'Change e-mail')
      const wanted = `${randomUUID()}@example.com`
      const save = async (address: string, password: string) => {
        await email.getByLabel('New e-mail').fill(address)
        await email.getByLabel('Current password', { exact: true }).fill(password)
        await email.getByRole('button', { name: 'Save e-mail' }).click()
      }
      await email.locator('summary').click()
      await save(wanted, 'not the password')
      await expect(email.getByLabel('Current password', { exact: true })).toHaveAccessibleDescription(/That is not your current password\./)
      await expect(email).toHaveAttribute('open')
      await expect(email.getByLabel('New e-mail')).toHaveValue(wanted)
      await expect(part(page, 'Change password')).not.toHaveAttribute('open')

      const { email: taken } = await client.signUp()
      await save(taken, account.password)
      await expect(email.getByLabel('New e-mail')).toHaveAccessibleDescription(/There is an account with this address/)
      await expect(email.getByLabel('New e-mail')).toHaveValue(taken)

      await save(wanted, account.password)
      await expect(page).toHaveURL(/saved=email/)
      await expect(page.getByText('Your new e-mail is saved.')).toBeVisible()
      await expect(page.getByRole('definition').filter({ hasText: wanted })).toBeVisible()
      await expect(email).not.toHaveAttribute('open')
      expect(await userOf(await signInElsewhere(stack, { email: wanted, password: account.password }))).toBe(wanted)
      await expect(signInElsewhere(stack, account)).rejects.toThrow('401')
    })

    test('a new password needs the old one, signs out every other session and keeps this one', async ({ page, shopper, stack }) => {
      const elsewhere = await signInElsewhere(stack, account)
      const token = await shopper.token()
      await page.goto('/account')
      const password = part(page, 'Change password')
      await password.locator('summary').click()
      await expect(password).toContainText('All other sessions are signed out.')
      for (const [current, next, field, told] of [
        ['not the password', NEW_PASSWORD, 'Current password', /That is not your current password\./],
        [account.password, 'short', 'New password', /at least 8 characters/],
      ] as const) {
        await password.getByLabel('Current password', { exact: true }).fill(current)
        await password.getByLabel('New password', { exact: true }).fill(next)
        await password.getByRole('button', { name: 'Save password' }).click()
        await expect(password.getByLabel(field, { exact: true })).toHaveAccessibleDescription(told)
        await expect(password).toHaveAttribute('open')
      }
      expect(await userOf(elsewhere), 'a refusal ends nothing').toBe(account.email)

      await password.getByLabel('Current password', { exact: true }).fill(account.password)
      await password.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD)
      await password.getByRole('button', { name: 'Save password' }).click()
      await expect(page.getByText('Your new password is saved.')).toBeVisible()
      await expect(sessions(page).getByRole('article')).toHaveCount(1)
      await expect(password.getByLabel('New password', { exact: true })).toHaveValue('')
      expect(await shopper.token(), 'this session has a new token').not.toBe(token)
      expect(await userOf(elsewhere)).toBeUndefined()
      await page.goto('/account')
      await expect(page, 'still signed in').toHaveURL('/account')
      await expect(signInElsewhere(stack, account)).rejects.toThrow('401')
      expect(await userOf(await signInElsewhere(stack, { ...account, password: NEW_PASSWORD }))).toBe(account.email)
    })

    test('deleting the account says what goes, asks for the password, and ends everything', async ({ page, shopper, stack }) => {
      await page.goto('/account')
      const elsewhere = await signInElsewhere(stack, account)
      const farewell = part(page, 'Delete account')
      await farewell.locator('summary').click()
      await expect(farewell).toContainText('all of your orders')
      await expect(farewell).toContainText('every cart that is kept for you')
      await farewell.getByRole('button', { name: 'Delete my account' }).click()
      await expect(farewell.getByLabel('Current password', { exact: true })).toHaveAccessibleDescription(
        /That is not your current password\./,
      )
      await expect(farewell).toHaveAttribute('open')
      await farewell.getByLabel('Current password', { exact: true }).fill(account.password)
      await farewell.getByRole('button', { name: 'Delete my account' }).click()
      await expect(page).toHaveURL('/?goodbye=1')
      await expect(page.getByText('Your account is deleted.')).toBeVisible()
      expect(await shopper.token()).toBeUndefined()
      expect(await userOf(elsewhere)).toBeUndefined()
      await page.goto('/account')
      await expect(page).toHaveURL(/\/sign-in/)
      await expect(signInElsewhere(stack, account)).rejects.toThrow('401')
    })

    test('sessions are listed, one is ended, then all others', async ({ page, stack }) => {
      const laptop = await signInElsewhere(stack, account)
      const phone = await signInElsewhere(stack, account, PHONE)
      await signInElsewhere(stack, account, PHONE)
      await page.goto('/account')
      const cards = sessions(page).getByRole('article')
      await expect(sessions(page)).toContainText('Kept in: Redis')
      await expect(cards).toHaveCount(4)
      await expect(cards.first()).toContainText('This one')
      await expect(cards.first().getByRole('button'), 'there is "Sign out" for this one').toHaveCount(0)
      await expect(cards.filter({ hasText: PHONE.name })).toHaveCount(2)
      await expect(cards.filter({ hasText: LAPTOP.name })).toContainText('127.0.0.0/16')

      await sessions(page)
        .getByRole('button', { name: `Sign out this one ${LAPTOP.name}` })
        .click()
      await expect(sessions(page).getByRole('status')).toHaveText('One session is signed out.')
      await expect(cards).toHaveCount(3)
      expect(await userOf(laptop)).toBeUndefined()
      expect(await userOf(phone, PHONE)).toBe(account.email)

      const all = sessions(page).getByRole('button', { name: 'Sign out all others' })
      await all.click()
      await expect(sessions(page).getByRole('status')).toHaveText('2 sessions are signed out.')
      await expect(cards).toHaveCount(1)
      await expect(all).toHaveCount(0)
      expect(await userOf(phone, PHONE)).toBeUndefined()
    })

    test('a new sign-in elsewhere is told until its user says that it was them', async ({ page, stack }) => {
      await page.goto('/account')
      await expect(signInNotice(page)).toHaveCount(0)
      await signInElsewhere(stack, account, { userAgent: '<script>alert(1)</script>/1.0' })
      await page.goto('/account')
      await signInElsewhere(stack, account)
      await expect(signInNotice(page)).toContainText('from 127.0.0.0/16')
      await signInNotice(page).getByRole('button', { name: 'It was me' }).click()
      await expect(signInNotice(page), 'the one that was not shown is still news').toContainText(LAPTOP.name)
      await signInNotice(page).getByRole('link', { name: 'See where you are signed in' }).click()
      await expect(page).toHaveURL('/account#sessions')
      await signInNotice(page).getByRole('button', { name: 'It was me' }).click()
      await expect(signInNotice(page)).toHaveCount(0)
      await page.goto('/account')
      await expect(sessions(page).getByRole('article')).toHaveCount(3)
      await expect(signInNotice(page)).toHaveCount(0)
    })
  })

test('the notice of a new sign-in is on every page, and saying "It was me" leaves the page where it is', async ({
  page,
  client,
  shopper,
  stack,
}) => {
  const account = await client.signUp()
  await shopper.signIn(account)
  await signInElsewhere(stack, account)
  await page.goto(`/products/${LAMP.slug}?from=here`)
  await expect(signInNotice(page)).toContainText(`${LAPTOP.name}, from 127.0.0.0/16`)
  await signInNotice(page).getByRole('button', { name: 'It was me' }).click()
  await expect(signInNotice(page)).toHaveCount(0)
  await expect(page).toHaveURL(`/products/${LAMP.slug}?from=here`)
  await page.goto('/')
  await expect(page.getByRole('banner').getByRole('link', { name: 'E.' })).toBeVisible()
  await expect(signInNotice(page)).toHaveCount(0)
})

test('a page whose session is ended elsewhere says so when it is looked at again, and shows nothing personal', async ({
  page,
  client,
  shopper,
  stack,
}) => {
  const account = await client.signUp()
  await shopper.signIn(account)
  const elsewhere = await signInElsewhere(stack, account)
  await page.goto('/shop')
  await expect(page.getByRole('banner').getByRole('link', { name: 'E.' })).toBeVisible()
  const body = { currentPassword: account.password, password: NEW_PASSWORD }
  expect((await elsewhere.patch('/api/account', body, { headers: sentBy(LAPTOP) })).status).toBe(204)
  await expect(async () => {
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await expect(page.getByText('Your session has ended')).toBeVisible()
  }).toPass()
  await expect(page.getByText('It was ended elsewhere')).toBeVisible()
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible()
  await page.getByRole('status').getByRole('link', { name: 'Sign in' }).click()
  await expect(page).toHaveURL('/sign-in?next=%2Fshop')
  await fillSignIn(page, { ...account, password: NEW_PASSWORD })
  await expect(page).toHaveURL(/\/shop\?welcome=1/)
})

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
    await expect(page).toHaveURL(/\/account/)
    await page.goto('/cart')
    await expect(page.getByRole('textbox', { name: `How many of ${LAMP.name}` })).toHaveValue('2')
    expect(await userOf(owner), 'the token that was lent is dead').toBeUndefined()
    await page.context().close()
  })

test('the account page with the keyboard alone', async ({ page, client, shopper, stack }) => {
  const account = await client.signUp()
  await shopper.signIn(account)
  await signInElsewhere(stack, account)
  await page.goto('/account')
  const keys = new Keyboard(page)
  const password = part(page, 'Change password')
  await keys.tabTo(password.locator('summary'))
  await keys.press('Enter')
  await keys.tabTo(password.getByLabel('Current password', { exact: true }), 1)
  await keys.type('not the password')
  await keys.tabTo(password.getByLabel('New password', { exact: true }), 2)
  await keys.type(NEW_PASSWORD)
  await keys.press('Enter')
  await expect(password.getByRole('alert')).toBeVisible()
  await keys.assertVisibleFocus()
  await keys.tabTo(password.getByRole('button', { name: 'Current password', exact: true }), 1)
  await keys.press('Enter')
  await expect(password.getByLabel('Current password', { exact: true })).toBeFocused()
  await keys.tabTo(sessions(page).getByRole('button', { name: `Sign out this one ${LAPTOP.name}` }))
  await keys.press('Enter')
  await expect(sessions(page).getByRole('status')).toHaveText('One session is signed out.')
})

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [360, 1440])
    test.describe(`${width} px wide, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } })

      test('axe finds nothing, and nothing sticks out', async ({ page, client, shopper, stack }) => {
        const account = await client.signUp()
        await shopper.signIn(account)
        await signInElsewhere(stack, account)
        await signInElsewhere(stack, account, { userAgent: `${'W'.repeat(60)}/1.0` })
        await page.goto('/account?saved=email&ended=2')
        for (const label of ['Change e-mail', 'Change password', 'Delete account']) {
          await part(page, label).locator('summary').click()
          await part(page, label)
            .getByRole('button', { name: /^(Save|Delete)/ })
            .click()
          await expect(part(page, label).getByRole('alert')).toBeVisible()
        }
        expect.soft(await violations(page), 'the account page').toEqual([])
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
        await page.goto('/shop')
        await expect(signInNotice(page)).toBeVisible()
        expect.soft(await violations(page), 'the notice of a new sign-in').toEqual([])
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
        await page.goto('/?goodbye=1')
        expect.soft(await violations(page), 'goodbye').toEqual([])
      })
    })

/** A page of another browser that holds the same token. */
async function thief(browser: Browser, owner: Client, javaScriptEnabled: boolean): Promise<Page> {
  const context = await browser.newContext({ baseURL: owner.url, javaScriptEnabled })
  await context.addCookies([...owner.cookies].map(([name, value]) => ({ name, value, url: owner.url, httpOnly: true, sameSite: 'Lax' })))
  return context.newPage()
}
