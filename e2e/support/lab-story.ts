import { expect, type Locator, type Page } from '@playwright/test'
import { alive } from './alive'

/** One answer of a step: who gave it (a letter; null: nobody), and what it said. */
type StoryChip = { letter: string | null; text: string; isAnomaly: boolean }
/** What a step came to. */
export type StepTold = { name: string; text: string; chips: StoryChip[] }

/** A step may wait for replicas that start, and for those of containers longer. */
const STEP_MS = 100_000

/** A story on the Lab's page, as one follows it: predict, one step after the other by its button, the outcome. */
export class StoryOnPage {
  readonly card: Locator
  /** Does the next step. */
  readonly button: Locator
  private done = 0

  constructor(private readonly page: Page) {
    this.card = page.locator('section[aria-labelledby="lab-story"]')
    this.button = this.card.getByRole('button', { name: /^(Begin|Next)\b/ })
  }

  async predict(choice: string): Promise<void> {
    const radio = await alive(this.card.getByRole('radio', { name: choice, exact: true }))
    await radio.check()
  }

  /** Does the next step, unless `press` does it, and reads what it came to. */
  async step(press?: () => Promise<void>): Promise<StepTold> {
    if (press) await press()
    else await (await alive(this.button)).click()
    const step = ++this.done
    const read = async () => {
      const { count, trouble, isBusy } = await this.card.evaluate(stateOf)
      return trouble ?? (count === step && !isBusy ? 'told' : 'running')
    }
    await expect.poll(read, { message: `step ${step} has ended`, timeout: STEP_MS, intervals: [100] }).not.toBe('running')
    expect(await read(), `step ${step} of ${new URL(this.page.url()).hash}`).toBe('told')
    return this.card.evaluate(toldBy)
  }

  /** After the last step. */
  async outcome(): Promise<{ heading: string; was: string; text: string }> {
    return this.card.evaluate((card) => {
      const heading = card.querySelector('h3')
      const texts = (of: string) => [...(heading?.parentElement?.querySelectorAll(of) ?? [])].map((each) => each.textContent ?? '')
      return { heading: heading?.textContent ?? '', was: texts('dd').at(-1) ?? '', text: texts('p')[0] ?? '' }
    })
  }
}

/** Runs in the page: how many steps have been told, and what keeps the next one from it. */
function stateOf(card: Element): { count: number; trouble: string | null; isBusy: boolean } {
  const isBusy = card.querySelector('button[aria-busy]') !== null
  const shown = Number(/step (\d+) of/.exec(card.textContent ?? '')?.[1] ?? 0)
  return { count: isBusy ? shown - 1 : shown, trouble: card.querySelector('[role=alert]')?.textContent ?? null, isBusy }
}

/** Runs in the page: what the last step came to. */
function toldBy(card: Element): StepTold {
  const told = card.querySelector('[aria-live=polite] > div:last-of-type')
  const name = told?.querySelector('p b')?.textContent ?? ''
  const chips = [...(told?.querySelectorAll('ol > li') ?? [])].map((chip) => ({
    letter: chip.querySelector('b')?.lastChild?.textContent ?? null,
    text: chip.querySelector(':scope > span:not(.sr-only)')?.textContent ?? '',
    isAnomaly: chip.hasAttribute('data-anomaly'),
  }))
  return { name, text: (told?.querySelector('p')?.textContent ?? '').slice(name.length), chips }
}
