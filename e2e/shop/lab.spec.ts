import type { BrowserContext, Page } from '@playwright/test'
import { alive } from '../support/alive'
import { confirmedOrder, fillCheckout, payButton } from '../support/checkout'
import { setStock, stockOf } from '../support/database'
import { expect, test } from '../support/page-test'
import type { Shopper } from '../support/shopper'
import { KETTLE, LAMP, storyOf } from '../support/story'

const bar = (page: Page) => page.getByRole('complementary', { name: 'Lab' })

async function switchTo(page: Page, mode: string): Promise<void> {
  await bar(page).locator('summary').filter({ hasText: 'Mode:' }).click()
  await Promise.all([
    page.waitForEvent('load'),
    bar(page)
      .getByRole('button', { name: new RegExp(`^${mode}\\b(?!-)`) })
      .click(),
  ])
  await expect(bar(page).getByText(`Mode: ${mode}`, { exact: true })).toBeVisible()
}

test('the same clicks lose the cart in memory and keep it in redis, in one browser, each with a session of its own', async ({
  page,
  shopper,
  context,
}) => {
  test.setTimeout(120_000)
  await shopper.add(LAMP.slug, 2)
  await shopper.visit('/')
  await assertKept(shopper, 2)

  await switchTo(page, 'memory')
  await assertKept(shopper, 0) // a stranger everywhere
  await shopper.add(KETTLE.slug, 3)
  const knows = await visitUntil(shopper, 3)
  // The bar has taken in that answer, and says what happened at the next one, of a replica that knows nothing.
  await expect.poll(() => page.evaluate(() => sessionStorage.getItem('hopcart:lab-bar'))).toContain('"cartCount":3')
  expect(await visitUntil(shopper, 0), 'a stranger on another replica').not.toBe(knows)
  await expect(bar(page).getByText(/cart vanished/)).toBeVisible()
  expect(await visitUntil(shopper, 3), 'known on that one only').toBe(knows)

  await switchTo(page, 'redis')
  await assertKept(shopper, 2)
  await expect(bar(page).getByText(/vanished|signed out,/)).toHaveCount(0)
  const cookies = await context.cookies()
  expect(cookies.map(({ name }) => name)).toEqual(expect.arrayContaining(['memory-sid', 'redis-sid', 'mode']))
  const token = (name: string) => cookies.find((cookie) => cookie.name === name)?.value
  expect(token('memory-sid')).not.toBe(token('redis-sid'))
})

test('the bar tells what the replica that answered said', async ({ page, shopper, signedIn }) => {
  await signedIn.add(LAMP.id, 2)
  for (let visit = 0; visit < 4; visit++) {
    const { replica } = await shopper.visit(visit % 2 ? '/' : '/shop')
    await expect(bar(page).getByText(`Replica ${letter(replica)}`)).toHaveCount(2) // the row, and the folded pill that is not shown
    await expect(
      bar(page)
        .locator('.lab-row')
        .getByText(`Replica ${letter(replica)}`),
    ).toBeVisible()
    await expect(bar(page).getByText('Mode: redis', { exact: true })).toBeVisible()
    await expect(bar(page).getByText('Signed in', { exact: true })).toBeVisible()
    await expect(bar(page).getByText('Cart 2')).toBeVisible()
  }
  // Within the page: every navigation and every change of the cart asks anew, and the bar shows the newest answer.
  const answers: { id: string; mode: string; replica: string; cartCount: number }[] = []
  page.on('response', async (response) => {
    if (response.url().endsWith('/api/session')) answers.push(await response.json().catch(() => null))
  })
  const shown = async () => bar(page).locator('.lab-row').innerText()
  await page.getByRole('link', { name: 'Kitchen', exact: true }).first().click()
  await expect(page).toHaveURL('/category/kitchen')
  await expect.poll(() => answers.at(-1)).toMatchObject({ mode: 'redis', cartCount: 2, user: { name: 'E. Tester' } })
  await expect.poll(shown).toContain(`Replica ${letter(answers.at(-1)?.replica)}`)
  expect(await shown()).toContain(`session ${shortened(answers.at(-1)?.id)}`)

  await page.goto(`/products/${KETTLE.slug}`)
  await (await alive(page.getByRole('main').getByRole('button', { name: 'Add to cart' }))).click()
  await expect(bar(page).getByText('Cart 3')).toBeVisible()
  await expect.poll(() => answers.at(-1)?.cartCount).toBe(3)
  await expect.poll(shown).toContain(`Replica ${letter(answers.at(-1)?.replica)}`)

  await shopper.signOut()
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeVisible()
  await expect(bar(page).getByText('Cart 0')).toBeVisible()
  await expect(bar(page).getByText('no session')).toBeVisible()
  await expect(bar(page).locator('.lab-anomaly'), "the shopper's own doing is no anomaly").toHaveCount(0)
})

test('an add that is refused is no anomaly, though the cart is read while it is on its way', async ({
  page,
  signedIn,
  stack,
  complaints,
}) => {
  complaints.allow(/status of 409/)
  await signedIn.add(KETTLE.id)
  await page.goto(`/products/${KETTLE.slug}`)
  // Whatever the bar says from here on is kept.
  await bar(page).evaluate((node) => {
    const said = Object.assign(window, { anomalies: [] as string[] }).anomalies
    const look = () => said.push(...Array.from(node.querySelectorAll('.lab-anomaly'), ({ textContent }) => textContent ?? ''))
    new MutationObserver(look).observe(node, { childList: true, subtree: true, characterData: true })
  })
  const stock = await stockOf(stack, KETTLE.id)
  await setStock(stack, KETTLE.id, 1)
  try {
    await (await alive(page.getByRole('main').getByRole('button', { name: 'Add to cart' }))).click()
    await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible()
  } finally {
    await setStock(stack, KETTLE.id, stock)
  }
  await page.getByRole('dialog').getByRole('button', { name: 'Close the cart' }).click()
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/session'))
  await page.getByRole('link', { name: 'Kitchen', exact: true }).first().click()
  await answered
  await expect(page).toHaveURL('/category/kitchen')
  await expect(bar(page).getByText('Cart 1')).toBeVisible()
  expect(await page.evaluate(() => (window as unknown as { anomalies: string[] }).anomalies)).toEqual([])
})

test('an order is no anomaly either', async ({ page, signedIn }) => {
  await signedIn.add(LAMP.id, 2)
  await page.goto('/checkout')
  await expect(bar(page).getByText('Cart 2')).toBeVisible()
  await fillCheckout(page)
  await payButton(page).click()
  await confirmedOrder(page)
  await expect(bar(page).getByText('Cart 0')).toBeVisible()
  await expect(bar(page).locator('.lab-anomaly')).toHaveCount(0)
})

test('two windows, two modes: a mode in the cookie and one in the header live side by side', async ({ page, shopper }) => {
  await shopper.add(LAMP.slug, 2)
  const ask = (mode: string) =>
    page.evaluate(async (name) => (await fetch('/api/session', { headers: name ? { 'X-Hopcart-Mode': name } : {} })).json(), mode)
  expect(await ask('')).toMatchObject({ mode: 'redis', cartCount: 2 })
  expect(await ask('sticky')).toMatchObject({ mode: 'sticky', cartCount: 0 })
  expect(await ask('no-such-mode')).toMatchObject({ mode: 'redis', cartCount: 2 })
})

test('the sealed cookie is one of the modes: its session is its own, on every replica, and the others keep theirs', async ({
  page,
  shopper,
  context,
}) => {
  await shopper.add(LAMP.slug, 2)
  await shopper.visit('/')
  await switchTo(page, 'stateless')
  await assertKept(shopper, 0)
  await shopper.add(KETTLE.slug, 3)
  await assertKept(shopper, 3)
  const held = new Map((await context.cookies()).map(({ name, value }) => [name, value]))
  expect(held.get('stateless-sid')).toMatch(storyOf('stateless').token)
  expect(held.get('redis-sid')).toMatch(storyOf('redis').token)
  await switchTo(page, 'redis')
  await assertKept(shopper, 2)
})

test('the folded bar stays folded, over reloads and pages', async ({ page, context }) => {
  await page.goto('/')
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeVisible()
  await (await alive(bar(page).locator('summary.lab-fold'))).click()
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeHidden()
  await expect(
    bar(page)
      .getByText(/^Replica [ABC]$/)
      .first(),
  ).toBeVisible()
  await assertRemembered(context, 'folded')
  await page.reload()
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeHidden()
  await page.goto('/shop')
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeHidden()
  await (await alive(bar(page).locator('summary.lab-fold'))).click()
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeVisible()
  await assertRemembered(context, 'open')
  await page.reload()
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeVisible()
})

test('a bar that was folded before its page came alive stays folded too', async ({ page, context }) => {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/_next/static/**/*.js', async (route) => {
    await released
    await route.continue()
  })
  await page.goto('/', { waitUntil: 'commit' })
  await bar(page).locator('summary.lab-fold').click()
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeHidden()
  release()
  await assertRemembered(context, 'folded')
  await page.reload()
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeHidden()
})

/** Waits until the cookie says how the bar is: what the next page is rendered from. */
async function assertRemembered(context: BrowserContext, value: 'open' | 'folded'): Promise<void> {
  await expect.poll(async () => (await context.cookies()).find(({ name }) => name === 'lab-bar')?.value).toBe(value)
}

/** Visits until the header shows that many things; answers the replica that did. */
async function visitUntil(shopper: Shopper, count: number): Promise<string> {
  for (let visit = 0; visit < 30; visit++) {
    const { replica } = await shopper.visit(visit % 2 ? '/' : '/category/light')
    if ((await shopper.header()).count === count) return replica
  }
  throw new Error(`no replica showed a cart of ${count} in 30 visits`)
}

/** Visits until every replica has answered, and all of them show that many things. */
async function assertKept(shopper: Shopper, count: number): Promise<void> {
  const seen = new Map<string, number>()
  for (let visit = 0; visit < 30 && seen.size < 3; visit++) {
    const { replica } = await shopper.visit(visit % 2 ? '/' : '/category/light')
    seen.set(replica, (await shopper.header()).count)
  }
  expect(Object.fromEntries(seen)).toEqual({ 'web-1': count, 'web-2': count, 'web-3': count })
}

function letter(replica = ''): string {
  return String.fromCharCode(64 + Number(replica.replace('web-', '')))
}

function shortened(id = ''): string {
  const hash = id.slice(id.lastIndexOf('.') + 1)
  return `${hash.slice(0, 4)}…${hash.slice(-2)}`
}
