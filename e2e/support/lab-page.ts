import { expect, type Locator, type Page } from '@playwright/test'
import { alive } from './alive'
import { StoryOnPage } from './lab-story'

/** One chip of the ribbon: who answered (a letter; null: nobody), what was asked, what it found or what is wrong with that. */
export type RequestChip = { letter: string | null; method: string; name: string; found: string; isOdd: boolean; tags: string[] }

/** The Lab's page, as one reads it. */
export class LabPage {
  constructor(readonly page: Page) {}

  /** Opens it, and waits until it has heard of all replicas. */
  async open(hash = ''): Promise<this> {
    await this.page.goto(`/lab${hash}`)
    await expect.poll(() => this.conditions(), 'the state has come').toEqual({ A: 'up', B: 'up', C: 'up' })
    return this
  }

  /** Opens a story. */
  async story(slug: string): Promise<StoryOnPage> {
    await this.open(`#story=${slug}`)
    return new StoryOnPage(this.page)
  }

  panel(title: string | RegExp): Locator {
    return this.page.getByRole('region', { name: title })
  }

  get xrayPanel(): Locator {
    return this.panel(/as each sees it$/)
  }

  get faults(): Locator {
    return this.panel('Break something').getByRole('list', { name: 'Faults' }).getByRole('listitem')
  }

  /** A replica, or a store, in the picture. */
  node(name: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${name}\\b.*– break it$`) })
  }

  async choose(mode: string): Promise<void> {
    const radio = await alive(this.page.getByRole('radio', { name: mode, exact: true }))
    await radio.check({ force: true }) // the label lies over it
    await expect(radio).toBeChecked()
  }

  /** The picture as a table: the cells of each node by its name (`A`, `Redis`), the condition first. */
  async nodes(): Promise<Record<string, string[]>> {
    return this.page.evaluate(() => {
      const rows = [...document.querySelectorAll('section[aria-label="The picture as a table"] tbody tr')]
      const texts = (row: Element, of: string) => [...row.querySelectorAll(of)].map((cell) => cell.textContent?.trim() ?? '')
      return Object.fromEntries(rows.map((row) => [(texts(row, 'th')[0] ?? '').replace('Replica ', ''), texts(row, 'td')]))
    })
  }

  async conditions(): Promise<Record<string, string>> {
    const replicas = Object.entries(await this.nodes()).filter(([name]) => name.length === 1)
    return Object.fromEntries(replicas.map(([name, [condition = '']]) => [name, condition]))
  }

  /** One row of the x-ray, by place; what differs ends with ` ≠`. Empty without a session. */
  async xray(row: 'known' | 'role' | 'user' | 'cart' | 'version'): Promise<Record<string, string>> {
    return this.page.evaluate((wanted) => {
      const table = document.querySelector('section[aria-label="The session in each place"] table')
      const places = [...(table?.querySelectorAll('thead th') ?? [])].slice(1).map((th) => th.textContent?.trim() ?? '')
      const found = [...(table?.querySelectorAll('tbody tr') ?? [])].find((tr) => tr.querySelector('th')?.textContent?.trim() === wanted)
      const cells = [...(found?.querySelectorAll('td') ?? [])].map((td) => {
        const text = td.firstChild?.textContent?.trim() ?? ''
        return td.textContent?.includes('≠') ? `${text} ≠` : text
      })
      return Object.fromEntries(places.map((place, i) => [place, cells[i] ?? '']))
    }, row)
  }

  /** The ribbon, oldest first. */
  async requests(): Promise<RequestChip[]> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll('[data-chip]')].map((chip) => {
        const [head, found, foot] = [...chip.children]
        const who = head?.querySelector('b')
        const method = [...(who?.childNodes ?? [])].at(-1)?.textContent ?? ''
        const said = who?.textContent?.replace(method, '').trim() ?? ''
        return {
          letter: /^[A-Z]$/.test(said) ? said : null,
          method,
          name: head?.lastElementChild?.textContent ?? '',
          found: found?.textContent ?? '',
          isOdd: chip.className.includes('lab-anomaly'),
          tags: [...(foot?.querySelectorAll('.rounded-full') ?? [])].map((tag) => tag.textContent ?? ''),
        }
      }),
    )
  }

  /** What the ribbon calls wrong. */
  async anomalies(): Promise<string[]> {
    return (await this.requests()).flatMap(({ isOdd, found }) => (isOdd ? found.split(', ') : []))
  }

  /** Sends a run of traffic, and waits for what came of it: the summary. */
  async traffic(run: string): Promise<string> {
    const button = await alive(this.panel('Traffic').getByRole('button', { name: run, exact: true }))
    await expect(button).toBeEnabled()
    await button.click()
    const summary = this.panel('Traffic')
      .getByRole('status')
      .filter({ hasText: /acknowledged/ })
    await expect(summary, `${run}: the result`).toBeVisible({ timeout: 60_000 })
    return (await summary.textContent()) ?? ''
  }

  /** A figure of a small table: its number, or whatever stands there. */
  async figure(table: 'Verdict' | 'Acknowledged and present', label: RegExp): Promise<string> {
    const row = this.page.getByRole('table', { name: table }).getByRole('row', { name: label }).first()
    return (await row.getByRole('cell').innerText()).replace(/\s+/g, ' ').trim()
  }
}
