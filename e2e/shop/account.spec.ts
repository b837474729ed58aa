import { randomUUID } from 'node:crypto'
import { Client } from '../support/client'
import { makeProduct, removeProduct, setStock } from '../support/database'
import { expect, lendCookies, test } from '../support/page-test'
import { KETTLE, LAMP } from '../support/story'

test('sign-up: wrong fields are told, a taken address too, then the cart comes along; sign-out forgets', async ({ page, shopper }) => {
  const email = `${randomUUID()}@example.com`
  await shopper.add(LAMP.slug, 2)
  await shopper.visit('/sign-up')
  const main = page.getByRole('main')
  const open = main.getByRole('button', { name: 'Open an account' })
  await main.getByLabel('E-mail').fill('nobody')
  await main.getByLabel('Password', { exact: true }).fill('short')
  await open.click()
  await expect(main.getByLabel('Name', { exact: true })).toHaveAccessibleDescription(/Enter your name/)
  await expect(main.getByLabel('E-mail')).toHaveAccessibleDescription(/name@example\.com/)
  await expect(main.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/at least 8 characters/)
  await expect(main.getByLabel('E-mail')).toHaveValue('nobody')

  await main.getByLabel('Name', { exact: true }).fill('Ada Shopper')
  await main.getByLabel('E-mail').fill('demo@example.com')
  await main.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await open.click()
  await expect(main.getByLabel('E-mail')).toHaveAccessibleDescription(/There is an account with this address/)

  await main.getByLabel('E-mail').fill(email)
  await main.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await open.click()
  await page.waitForURL((url) => url.pathname === '/')
  await expect(page.getByRole('banner').getByRole('link', { name: 'Ada' })).toBeVisible()
  expect(await shopper.header()).toEqual({ user: 'Ada', count: 2 })

  await shopper.visit('/account')
  await expect(main.getByRole('heading', { level: 1, name: 'Hello, Ada Shopper' })).toBeVisible()
  await main.getByLabel('Name', { exact: true }).fill('Ada L. Shopper')
  await main.getByRole('button', { name: 'Save name' }).click()
  await expect(main.getByText('Your name is saved.')).toBeVisible()
  await main.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL((url) => url.pathname === '/')
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible()
  expect(await shopper.header()).toEqual({ user: null, count: 0 })
  await page.goBack()
  await page.reload()
  await expect(page, 'the account page asks again').toHaveURL(/\/sign-in/)
})

test('a wrong password and an unknown address are told in the same words', async ({ page, client }) => {
  const { email } = await client.signUp()
  const main = page.getByRole('main')
  const said: string[] = []
  for (const address of [email, `${randomUUID()}@example.com`]) {
    await page.goto('/sign-in')
    await main.getByLabel('E-mail').fill(address)
    await main.getByLabel('Password', { exact: true }).fill('not the password')
    await main.getByRole('button', { name: 'Sign in', exact: true }).click()
    said.push(await main.getByRole('alert').innerText())
    await expect(main.getByLabel('E-mail')).toHaveValue(address)
    await expect(page).toHaveURL('/sign-in')
  }
  expect(said[0]).toContain('That address and password do not fit together.')
  expect(said[1]).toBe(said[0])
})

test('"next" leads on within the shop and never to another site', async ({ page, context, client }) => {
  const { email, password } = await client.signUp()
  const main = page.getByRole('main')
  const signIn = async (next: string) => {
    await context.clearCookies()
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
    await main.getByLabel('E-mail').fill(email)
    await main.getByLabel('Password', { exact: true }).fill(password)
    await main.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL((url) => url.pathname !== '/sign-in')
    return new URL(page.url())
  }
  const here = new URL(client.url).origin
  const elsewhere = [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
  ]
  for (const next of elsewhere) {
    const landed = await signIn(next)
    expect([landed.origin, landed.pathname], next).toEqual([here, '/'])
  }
  const landed = await signIn('/category/light?sort=name')
  expect([landed.origin, landed.pathname, landed.searchParams.get('sort')]).toEqual([here, '/category/light', 'name'])
})

test('the saved cart and the guest cart become one, capped by the stock, and the shopper is told', async ({
  page,
  shopper,
  client,
  stack,
}) => {
  const SCARCE = { id: 'p-brass-candlesticks', name: 'Brass candlesticks' }
  await setStock(stack, SCARCE.id, 9)
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  await client.add(SCARCE.id, 6)
  await client.add(KETTLE.id, 2)
  await client.signOut()

  const guest = new Client(stack.url)
  await guest.add(SCARCE.id, 5)
  await guest.add(KETTLE.id, 1)
  await lendCookies(guest, page.context())
  await shopper.signIn(account)
  const notice = page.getByRole('main').getByRole('status').filter({ hasText: 'You are signed in.' })
  await expect(notice).toContainText('6 things you had kept came along into the cart.')
  await expect(notice).toContainText('There are not enough of Brass candlesticks; we took as many as there are.')
  expect(await shopper.cart()).toEqual({ [SCARCE.name]: 9, [KETTLE.name]: 3 })
  await expect(page.getByRole('main').getByText(/Only \d+ left/)).toHaveCount(0)
})

test('a saved line that is sold out or no longer sold at sign-in stays behind, and the shopper is told', async ({
  page,
  shopper,
  client,
  stack,
}) => {
  const SOLD_OUT = { id: 'p-brass-candlesticks', name: 'Brass candlesticks' }
  const gone = `p-${randomUUID()}`
  await setStock(stack, SOLD_OUT.id, 9)
  await makeProduct(stack, gone, 5)
  const account = await client.signUp()
  await client.signIn(account.email, account.password)
  await client.add(SOLD_OUT.id, 2)
  await client.add(KETTLE.id, 2)
  await client.add(gone, 1)
  await client.signOut()

  const guest = new Client(stack.url)
  await guest.add(SOLD_OUT.id, 1)
  await lendCookies(guest, page.context())
  await setStock(stack, SOLD_OUT.id, 0)
  await removeProduct(stack, gone)
  try {
    await shopper.signIn(account)
    const notice = page.getByRole('main').getByRole('status').filter({ hasText: 'You are signed in.' })
    await expect(notice).toContainText('2 things you had kept came along into the cart.')
    await expect(notice).toContainText('Brass candlesticks is sold out and stayed behind.')
    await expect(notice).not.toContainText('There are not enough')
    await expect(notice).toContainText('One thing is no longer sold and stayed behind.')
    const held = await page.evaluate(async () => (await fetch('/api/cart')).json())
    expect(held.lines.map(({ productId, quantity }: { productId: string; quantity: number }) => [productId, quantity])).toEqual([
      [SOLD_OUT.id, 1],
      [KETTLE.id, 2],
    ])
  } finally {
    await setStock(stack, SOLD_OUT.id, 9)
  }
})

test('a sign-up that is sent again signs in', async ({ page, client, shopper }) => {
  const account = await client.signUp()
  const main = page.getByRole('main')
  await page.goto('/sign-up')
  await main.getByLabel('Name', { exact: true }).fill('E. Tester')
  await main.getByLabel('E-mail').fill(account.email)
  await main.getByLabel('Password', { exact: true }).fill(account.password)
  await main.getByRole('button', { name: 'Open an account' }).click()
  await page.waitForURL((url) => url.pathname === '/')
  expect((await shopper.session()).user?.email).toBe(account.email)
})

test('"Keep me signed in" outlives the browser, without it the session ends with it', async ({ page, context, client, life: { kept } }) => {
  const account = await client.signUp()
  const main = page.getByRole('main')
  for (const keep of [true, false]) {
    await context.clearCookies()
    await page.goto('/sign-in')
    await main.getByLabel('E-mail').fill(account.email)
    await main.getByLabel('Password', { exact: true }).fill(account.password)
    if (keep) await main.getByLabel('Keep me signed in').check()
    const clicked = Math.floor(Date.now() / 1000)
    await main.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL((url) => url.pathname === '/')
    const cookie = (await context.cookies()).find(({ name }) => name.endsWith('sid'))
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    // The cookie is set between the click and now, and lives as long as the session may.
    const life = kept.absoluteMs / 1000
    if (keep) expect(cookie?.expires, 'no sooner than its session').toBeGreaterThanOrEqual(clicked + life)
    if (keep) expect(cookie?.expires, 'and no later').toBeLessThanOrEqual(Math.ceil(Date.now() / 1000) + life)
    else expect(cookie?.expires).toBe(-1)
  }
})

test('the demo accounts fill in the form and sign in', async ({ page }) => {
  await page.goto('/sign-in')
  const main = page.getByRole('main')
  await main.getByRole('button', { name: 'Fill in demo@example.com' }).click()
  await expect(main.getByLabel('E-mail')).toHaveValue('demo@example.com')
  await expect(main.getByRole('button', { name: 'Sign in', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === '/')
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeHidden()
  await page.goto('/sign-in')
  await expect(page, 'whoever is signed in has no business there').toHaveURL('/account')
})

test('the password can be shown and hidden', async ({ page }) => {
  await page.goto('/sign-up')
  const password = page.getByRole('main').getByLabel('Password', { exact: true })
  await password.fill('correct horse')
  await expect(password).toHaveAttribute('type', 'password')
  await page.getByRole('button', { name: 'Show password' }).click()
  await expect(password).toHaveAttribute('type', 'text')
  await expect(page.getByRole('button', { name: 'Show password' })).toHaveAttribute('aria-pressed', 'true')
  await expect(password).toHaveValue('correct horse')
})
