import { type Account, fillSignIn, NEW_PASSWORD, sessions, signInNotice, userOf } from '../support/account-page'
import { LAPTOP, PHONE, sentBy, signInElsewhere } from '../support/devices'
import { expect, test } from '../support/page-test'
import { LAMP } from '../support/story'

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    let account: Account
    test.beforeEach(async ({ client, shopper }) => {
      account = await client.signUp()
      await shopper.signIn(account)
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
