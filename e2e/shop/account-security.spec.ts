import { randomUUID } from 'node:crypto'
import { type Account, NEW_PASSWORD, part, sessions, signInNotice, userOf } from '../support/account-page'
import { alive } from '../support/alive'
import { violations } from '../support/axe'
import { LAPTOP, signInElsewhere } from '../support/devices'
import { Keyboard } from '../support/keyboard'
import { expect, test } from '../support/page-test'

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
      const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/account/delete')
      const remove = farewell.getByRole('button', { name: 'Delete my account' })
      // Where there is JavaScript the second click of a double click does nothing.
      await (javaScriptEnabled ? (await alive(remove)).dblclick() : remove.click())
      expect(await (await answered).headerValue('clear-site-data')).toBe('"cache", "storage"')
      await expect(page).toHaveURL('/?goodbye=1')
      await expect(page.getByText('Your account is deleted.')).toBeVisible()
      expect(await shopper.token()).toBeUndefined()
      expect(await userOf(elsewhere)).toBeUndefined()
      await page.goto('/account')
      await expect(page).toHaveURL(/\/sign-in/)
      await expect(signInElsewhere(stack, account)).rejects.toThrow('401')
    })
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

for (const [width, colorScheme] of [
  [360, 'dark'],
  [1440, 'light'],
] as const)
  test.describe(`${width} px wide, ${colorScheme}`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } })

    test('axe finds nothing, and nothing sticks out', async ({ page, client, shopper, stack }) => {
      const account = await client.signUp()
      await shopper.signIn(account)
      await signInElsewhere(stack, account)
      await signInElsewhere(stack, account, { userAgent: `${'W'.repeat(60)}/1.0` })
      await page.goto('/account?saved=email&ended=2')
      const refuse = async (label: string) => {
        await part(page, label).locator('summary').click()
        await part(page, label)
          .getByRole('button', { name: /^(Save|Delete)/ })
          .click()
        await expect(part(page, label).getByRole('alert')).toBeVisible()
      }
      const look = async (what: string) => {
        expect.soft(await violations(page), what).toEqual([])
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), what).toBeLessThanOrEqual(width)
      }
      await refuse('Change e-mail')
      await refuse('Change password')
      await look('the account page')
      await refuse('Delete account') // the answer is a page of its own
      await look('the account page after a refused deletion')
      await page.goto('/shop')
      await expect(signInNotice(page)).toBeVisible()
      expect.soft(await violations(page), 'the notice of a new sign-in').toEqual([])
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      await page.goto('/?goodbye=1')
      expect.soft(await violations(page), 'goodbye').toEqual([])
    })
  })
