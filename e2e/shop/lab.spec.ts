import type { Page } from '@playwright/test'
import { confirmedOrder, fillCheckout, payButton } from '../support/checkout'
import { expect, test } from '../support/page-test'
import type { Shopper } from '../support/shopper'
import { KETTLE, LAMP } from '../support/story'

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
  const visits = async () => {
    const seen = []
    for (let visit = 0; visit < 9; visit++) {
      const { replica } = await shopper.visit(visit % 2 ? '/' : '/category/light')
      seen.push({ replica, count: (await shopper.header()).count })
      // Somebody else's request: a page that asks three things at a time would otherwise meet the same replica for ever.
      if (visit % 2) await page.request.get('/api/livez')
    }
    return seen
  }
  const kept = await visits()
  expect(new Set(kept.map(({ replica }) => replica)).size).toBe(3)
  expect(kept.map(({ count }) => count)).toEqual(Array(9).fill(2))

  await switchTo(page, 'memory')
  expect(new Set((await visits()).map(({ count }) => count)), 'a stranger everywhere').toEqual(new Set([0]))
  await shopper.add(KETTLE.slug, 3)
  const lost = await visits()
  expect(new Set(lost.map(({ count }) => count)), 'known on one replica, a stranger on the others').toEqual(new Set([0, 3]))
  const knows = new Set(lost.filter(({ count }) => count === 3).map(({ replica }) => replica))
  expect(knows.size).toBe(1)
  // From the replica that knows to one that does not: the bar has taken in the first answer and says what happened at the second.
  await visitUntil(shopper, 3)
  await expect.poll(() => page.evaluate(() => sessionStorage.getItem('hopcart:lab-bar'))).toContain('"cartCount":3')
  await visitUntil(shopper, 0)
  await expect(bar(page).getByText(/cart vanished/)).toBeVisible()

  await switchTo(page, 'redis')
  expect((await visits()).map(({ count }) => count)).toEqual(Array(9).fill(2))
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
  // Within the page: every navigation and every change of the cart asks anew, and the bar shows that very answer.
  const asked = () => page.waitForResponse((answer) => answer.url().endsWith('/api/session'))
  const [answer] = await Promise.all([asked(), page.getByRole('link', { name: 'Kitchen', exact: true }).first().click()])
  await expect(page).toHaveURL('/category/kitchen')
  const said = await answer.json()
  expect(said).toMatchObject({ mode: 'redis', cartCount: 2, user: { name: 'E. Tester' } })
  await expect(
    bar(page)
      .locator('.lab-row')
      .getByText(`Replica ${letter(said.replica)}`),
  ).toBeVisible()
  await expect(bar(page).getByText(`session ${shortened(said.id)}`)).toBeVisible()

  await page.goto(`/products/${KETTLE.slug}`)
  const askedOf = (count: number) =>
    page.waitForResponse(async (reply) => reply.url().endsWith('/api/session') && (await reply.json()).cartCount === count)
  const [after] = await Promise.all([askedOf(3), page.getByRole('main').getByRole('button', { name: 'Add to cart' }).click()])
  const { replica } = await after.json()
  await expect(bar(page).getByText('Cart 3')).toBeVisible()
  await expect(
    bar(page)
      .locator('.lab-row')
      .getByText(`Replica ${letter(replica)}`),
  ).toBeVisible()

  await shopper.signOut()
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeVisible()
  await expect(bar(page).getByText('Cart 0')).toBeVisible()
  await expect(bar(page).getByText('no session')).toBeVisible()
  await expect(bar(page).locator('.lab-anomaly'), "the shopper's own doing is no anomaly").toHaveCount(0)
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

test('the folded bar stays folded, over reloads and pages', async ({ page, context }) => {
  await page.goto('/')
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeVisible()
  await bar(page).locator('summary.lab-fold').click()
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeHidden()
  await expect(
    bar(page)
      .getByText(/^Replica [ABC]$/)
      .first(),
  ).toBeVisible()
  await page.reload()
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeHidden()
  await page.goto('/shop')
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeHidden()
  expect((await context.cookies()).find(({ name }) => name === 'lab-bar')?.value).toBe('folded')
  await bar(page).locator('summary.lab-fold').click()
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeVisible()
  await page.reload()
  await expect(bar(page).getByText('Signed out', { exact: true })).toBeVisible()
})

async function visitUntil(shopper: Shopper, count: number): Promise<void> {
  for (let visit = 0; visit < 20; visit++) {
    await shopper.visit('/')
    if ((await shopper.header()).count === count) return
  }
  throw new Error(`no replica showed a cart of ${count} in 20 visits`)
}

function letter(replica: string): string {
  return String.fromCharCode(64 + Number(replica.replace('web-', '')))
}

function shortened(id: string): string {
  const hash = id.slice(id.lastIndexOf('.') + 1)
  return `${hash.slice(0, 4)}…${hash.slice(-2)}`
}
