import type { Page } from '@playwright/test'
import { violationsInBothThemes } from '../support/axe'
import { Keyboard } from '../support/keyboard'
import { expect, test } from '../support/page-test'

/* Sessions that are "kept" end early on these stacks: 8 s without a request, 24 s in all (CLICKABLE); see ../support/test. */

const stillThere = (page: Page) => page.getByRole('dialog', { name: 'Still there?' })
const endsSoon = (page: Page) => page.getByRole('dialog', { name: 'Your session ends soon' })
const ended = (page: Page) => page.getByRole('status').filter({ hasText: 'Your session has ended' })
const nameLink = (page: Page) => page.getByRole('banner').getByRole('link', { name: 'E.' })

/** Signs in with "Keep me signed in" and lands on `next`. */
async function signInKept(page: Page, { email, password }: { email: string; password: string }, next = '/'): Promise<void> {
  const main = page.getByRole('main')
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
  await expect(main.getByText('For 8 seconds. Leave it off on a shared computer.')).toBeVisible()
  await main.getByLabel('E-mail').fill(email)
  await main.getByLabel('Password', { exact: true }).fill(password)
  await main.getByLabel('Keep me signed in').check()
  await main.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => url.pathname === next)
}

const isSignedIn = (page: Page): Promise<boolean> => page.evaluate(async () => Boolean((await (await fetch('/api/session')).json()).user))

test('before the end it asks, "Stay signed in" keeps the session, and it asks again', async ({ page, client }) => {
  await signInKept(page, await client.signUp())
  for (const press of [
    () => stillThere(page).getByRole('button', { name: 'Stay signed in' }).click(),
    () => page.keyboard.press('Enter'),
  ]) {
    await expect(stillThere(page)).toBeVisible()
    await expect(stillThere(page).getByRole('button', { name: 'Stay signed in' }), 'the first key press helps').toBeFocused()
    await press()
    await expect(stillThere(page)).toBeHidden()
    await expect(nameLink(page)).toBeVisible()
  }
  expect(await isSignedIn(page)).toBe(true)
})

test('the warning is readable, in both themes, and its other way out signs out', async ({ page, client }) => {
  await freezeEnd(page)
  await signInKept(page, await client.signUp())
  await expect(stillThere(page)).toBeVisible()
  await expect(stillThere(page)).toHaveAccessibleDescription(/you will be signed out soon/)
  expect.soft(await violationsInBothThemes(page)).toEqual([])
  expect(await isSignedIn(page)).toBe(true)
  await new Keyboard(page).tabTo(stillThere(page).getByRole('button', { name: 'Sign out' }), 1)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible()
  expect(await isSignedIn(page)).toBe(false)
})

// All tabs wait for the same end, so that the clock is waited for once.
test('several tabs agree: what one keeps alive, the others do not end; after the end each says so, shows nobody, and leads to the sign-in page and back', async ({
  page,
  context,
  client,
}) => {
  const account = await client.signUp()
  await signInKept(page, account, '/shop')
  await expect(nameLink(page)).toBeVisible()
  const personal = await context.newPage()
  await personal.goto('/account')
  await expect(personal.getByText(account.email).first()).toBeVisible()
  await expect(stillThere(page)).toBeVisible()
  await expect(stillThere(personal)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(stillThere(page)).toBeHidden()
  await expect(stillThere(personal)).toBeHidden()
  await expect(nameLink(personal)).toBeVisible()

  await expect(ended(page)).toContainText('It ended for lack of use.', { timeout: 20_000 })
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible()
  await expect(nameLink(page)).toHaveCount(0)
  await expect(page.getByText('You are signed in.'), 'what the address told is no longer so').toHaveCount(0)
  await expect(ended(page)).toBeInViewport({ ratio: 1 })
  expect(await isSignedIn(page)).toBe(false)
  await ended(page).getByRole('link', { name: 'Sign in' }).click()
  await expect(page).toHaveURL('/sign-in?next=%2Fshop')

  await expect(personal, 'a personal page leads there itself').toHaveURL('/sign-in?next=%2Faccount')
  await expect(ended(personal)).toContainText('It ended for lack of use.')
  await expect(personal.getByText(account.email)).toHaveCount(0)
})

test('at its absolute end staying cannot help: it says so, and a new sign-in begins a new session', async ({ page, client }) => {
  test.setTimeout(120_000)
  const account = await client.signUp()
  await signInKept(page, account)
  await expect(async () => {
    const stay = stillThere(page).getByRole('button', { name: 'Stay signed in' })
    if (await stay.isVisible()) await stay.click()
    await expect(endsSoon(page)).toBeVisible({ timeout: 200 })
  }).toPass({ timeout: 40_000 })
  await expect(endsSoon(page).getByRole('button', { name: 'Stay signed in' })).toHaveCount(0)
  await endsSoon(page).getByRole('link', { name: 'Sign in again' }).click()
  await expect(page).toHaveURL('/sign-in?again=1&next=%2F')
  const main = page.getByRole('main')
  await main.getByLabel('E-mail').fill(account.email)
  await main.getByLabel('Password', { exact: true }).fill(account.password)
  await main.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => url.pathname === '/')
  expect(await isSignedIn(page)).toBe(true)
})

test("an old token is replaced without anybody's doing, and guests are asked nothing", async ({ page, shopper, client }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.goto('/')
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible()
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await page.goto('/shop')
  expect(asked.filter((path) => path === '/api/session/expiry')).toEqual([])

  await signInKept(page, await client.signUp())
  const token = await shopper.token()
  await expect(async () => {
    await page.goto('/shop')
    expect(await shopper.token()).not.toBe(token)
  }).toPass()
  expect(await isSignedIn(page)).toBe(true)
})

test('in the mode "memory" one replica that does not know the session is no proof of an end', async ({ page, context, client }) => {
  await context.addCookies([{ name: 'mode', value: 'memory', url: client.url }])
  const account = await client.signUp()
  await expect(async () => {
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill(account.email)
    await page.getByLabel('Password', { exact: true }).fill(account.password)
    await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL((url) => url.pathname === '/')
    await expect(nameLink(page)).toBeVisible({ timeout: 1_000 })
  }).toPass()
  const answers: unknown[] = []
  page.on('response', async (answer) => {
    if (!answer.url().endsWith('/api/session/expiry')) return
    const said = await answer.json().catch(() => null) // one that comes after the last look has no page any more
    if (said) answers.push(said.signedIn)
  })
  await expect(async () => {
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    expect(answers).toContain(null)
    expect(answers.at(-1)).not.toBeNull()
  }).toPass()
  await expect(nameLink(page)).toBeVisible()
  await expect(ended(page)).toHaveCount(0)
})

/** Keeps the warning on the page for as long as a test looks at it: what asks how it stands gets the same answer again and again. */
async function freezeEnd(page: Page): Promise<void> {
  await page.route('**/api/session/expiry', (route) =>
    route.fulfill({ json: { expiresAt: null, signedIn: { endsInMs: 1_999, canStay: true, warnMs: 2_000 } } }),
  )
}
