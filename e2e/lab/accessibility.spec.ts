import type { Locator, Page } from '@playwright/test'
import { alive } from '../support/alive'
import { violations } from '../support/axe'
import { assertFits } from '../support/fits'
import { Keyboard } from '../support/keyboard'
import type { LabPage } from '../support/lab-page'
import { StoryOnPage } from '../support/lab-story'
import { expect, test } from '../support/lab-test'

test.beforeEach(({ complaints }) => {
  test.setTimeout(process.env.HOPCART_COMPOSE ? 240_000 : 120_000)
  complaints.allow(/Failed to load resource.* status of (50[234]|409)/) // what is refused while something is broken
})

async function order(page: Page, data: object): Promise<void> {
  const answer = await page.request.post('/api/lab/faults', { data, headers: { origin: new URL(page.url()).origin } })
  expect(answer.status(), await answer.text()).toBe(201)
}

/** A story in its midst, something broken, and everything open that can be opened. */
async function fullPage(lab: LabPage): Promise<void> {
  const story = await lab.story('stranger')
  await story.step()
  await story.step()
  await expect.poll(() => lab.anomalies()).toContain('signed out')
  await order(lab.page, { kind: 'crash', replica: 'web-3' })
  await expect.poll(() => lab.conditions()).toMatchObject({ C: 'down' })
  await lab.panel('Where your last request went').getByText('As a table').click()
  await lab.page.getByText('The code, and the same with curl').click()
  await lab
    .panel('Your requests')
    .getByRole('button', { name: /signed out/ })
    .first()
    .click()
  await lab.xrayPanel.getByRole('button', { name: 'cart' }).click()
  await lab.node('Replica A').click()
}

const comparison = (page: Page) => page.getByRole('region', { name: 'What came of it' })

/** Side by side in memory and redis, to its end. */
async function sideBySide(lab: LabPage): Promise<void> {
  await lab.open('#side-by-side=memory,redis')
  await (await alive(lab.page.getByRole('button', { name: 'Run it on both' }))).click()
  await expect(comparison(lab.page)).toBeVisible({ timeout: 60_000 })
}

async function assertCleanInBothThemes(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect.soft(await violations(page), `${what}, ${colorScheme}`).toEqual([])
  }
}

test('axe finds nothing in a story among faults, and side by side shows what each mode has promised and kept', async ({ lab, page }) => {
  await fullPage(lab)
  await assertCleanInBothThemes(page, 'a story')
  await page.request.delete('/api/lab/faults', { headers: { origin: new URL(page.url()).origin } })
  await expect.poll(() => lab.conditions(), { timeout: 40_000 }).toMatchObject({ C: 'up' })

  await sideBySide(lab)
  await assertCleanInBothThemes(page, 'side by side')
  const row = async (label: string) => {
    const cells = await comparison(page).getByRole('row', { name: label }).getByRole('cell').all()
    return Promise.all(cells.map(async (cell) => `${await cell.textContent()}${(await cell.getAttribute('data-anomaly')) ? ' ≠' : ''}`))
  }
  expect(await row('Acknowledged adds')).toEqual(['6', '6'])
  expect(await row('Present, at worst')).toEqual([expect.stringMatching(/^[0-5] ≠$/), '6'])
  expect(await row('Signed out without asking')).toEqual([expect.stringMatching(/^[1-9]\d* ≠$/), '0'])
  expect(await row('Every replica knows you')).toEqual(['not promised; 1 of 3 did ≠', 'promised; 3 of 3 did'])
  expect(await row('No add is lost')).toEqual([
    expect.stringMatching(/^not promised; [1-6] lost ≠$|^on one replica only; [1-6] lost ≠$/),
    'promised; 0 lost',
  ])
})

test('axe finds nothing in the modes whose store has several servers, nor in the faults of those', async ({ lab, page }) => {
  await lab.open()
  for (const [mode, store] of [
    ['redis-ha', 'Redis HA'],
    ['redis-cluster', 'Redis Cluster'],
  ] as const) {
    await lab.choose(mode)
    await expect.poll(async () => Object.keys(await lab.nodes()).filter((name) => name.startsWith(mode)).length).toBeGreaterThan(2)
    await page.getByText('As a table').click()
    await lab.node(store).click()
    await expect(page.getByRole('region', { name: `Break ${store}` })).toBeVisible()
    await page.emulateMedia({ colorScheme: 'light' })
    expect.soft(await violations(page), mode).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect.soft(await violations(page, 'color-contrast'), `${mode}, dark`).toEqual([])
  }
})

test('a whole story by keyboard alone, a fault as well', async ({ lab, page }) => {
  await lab.open()
  const keys = new Keyboard(page)
  const story = new StoryOnPage(page)
  const press = (target: Locator) => async () => {
    await alive(target)
    await expect(target).toBeFocused()
    await keys.press('Enter')
  }
  const link = story.card.getByRole('link', { name: /^Sticky and the crowded replica/ })
  await alive(link)
  await keys.tabTo(lab.node('Replica B'), 60)
  await keys.press('Enter')
  const menu = page.getByRole('region', { name: 'Break replica B' })
  await keys.tabTo(menu.getByRole('button', { name: 'Drain' }), 4)
  await keys.press('Escape')
  await expect(menu).toBeHidden()
  await expect(lab.node('Replica B')).toBeFocused()

  await keys.tabTo(link)
  await keys.press('Enter')
  await expect(page.getByRole('heading', { name: 'Sticky and the crowded replica' })).toBeFocused()
  await keys.tabTo(story.card.getByRole('radio').first(), 2)
  await keys.press('ArrowDown')
  await expect(story.card.getByRole('radio', { name: 'One replica gets most of them' })).toBeChecked()
  await keys.tabTo(story.button, 3)
  for (let step = 0; step < 3; step++) await story.step(press(story.card.getByRole('button', { name: /^(Begin|Next)\b/ })))
  await expect(story.card.getByRole('heading', { level: 3 })).toBeFocused()
  expect((await story.outcome()).heading).toBe('You were right.')

  await keys.tabTo(story.card.getByRole('link', { name: 'Next: All-to-all and the lag' }), 3)
  await keys.press('Enter')
  await expect(page).toHaveURL(/#story=lag$/)
  await expect(page.getByRole('heading', { name: 'All-to-all and the lag' })).toBeFocused()
})

/** Every dot that ran in the picture since the page was opened. */
async function watchDots(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const seen = new WeakSet<Element>()
    let dots = 0
    new MutationObserver(() => {
      for (const dot of document.querySelectorAll('[data-trip]')) {
        if (!seen.has(dot)) dots++
        seen.add(dot)
      }
      document.documentElement.dataset.dots = String(dots)
    }).observe(document, { childList: true, subtree: true })
  })
  return async () => Number(await page.locator('html').getAttribute('data-dots'))
}

for (const { reducedMotion, title } of [
  { reducedMotion: 'reduce', title: 'with reduced motion the picture steps, and nothing runs through it' },
  { reducedMotion: 'no-preference', title: 'with motion requests run through it, so that the test before can fail' },
] as const)
  test.describe(() => {
    test.use({ contextOptions: { reducedMotion } })

    test(title, async ({ lab, page }) => {
      const dots = await watchDots(page)
      await lab.open()
      await lab.traffic('Send 20 requests')
      const said = lab.panel('Where your last request went').locator('[aria-live=polite]')
      await expect(said, 'the last request in words').toHaveText(
        /^GET read the cart: nginx chose [ABC], which knows the session: guest, cart \d+\.$/,
      )
      if (reducedMotion === 'reduce') expect(await dots()).toBe(0)
      else await expect.poll(dots).toBeGreaterThan(0)
    })
  })

test.describe('at 360 px', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true })

  test('nothing is wider than the screen, and what can be pressed is large enough', async ({ lab, page }) => {
    await fullPage(lab)
    await assertFits(page, 'a story')
    await page.goto('/lab#side-by-side=memory,redis')
    await expect(page.getByRole('button', { name: 'Run it on both' })).toBeVisible()
    await assertFits(page, 'side by side')
  })
})
