import { expect, type Locator, type Page } from '@playwright/test'

/** A person who uses the keyboard only, and who sees where the focus is. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  /** Presses Tab until the target has the focus, and asserts at every stop that the focus can be seen. */
  async tabTo(target: Locator, most = 120): Promise<void> {
    for (let presses = 0; presses < most; presses++) {
      await this.page.keyboard.press('Tab')
      await this.assertVisibleFocus()
      if (await isFocused(target)) return
    }
    throw new Error(`${target} was not reached with ${most} presses of Tab`)
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key)
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.insertText(text)
  }

  /** The focused element is marked by an outline or a shadow, its own or a pseudo-element's, and is not covered. */
  async assertVisibleFocus(): Promise<void> {
    const seen = await this.page.evaluate(describeFocus)
    expect(seen, 'the focus can be seen').toMatchObject({ marked: true, onScreen: true })
  }
}

async function isFocused(target: Locator): Promise<boolean> {
  return (await target.count()) > 0 && (await target.first().evaluate((element) => element === document.activeElement))
}

/** Runs in the page. */
function describeFocus() {
  const element = document.activeElement
  // Out of the page into the browser's own controls and around again: nothing to mark.
  if (!element || element === document.body || element === document.documentElement) return { what: 'page', marked: true, onScreen: true }
  const isMarked = (pseudo?: string, marked = element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(marked, pseudo)
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || (boxShadow !== 'none' && pseudo === undefined)
  }
  const label = element.matches('input') ? element.closest('label') : null // around a round button the whole choice is marked
  const { top, left, width, height } = element.getBoundingClientRect()
  const bar = document.querySelector('[data-lab-bar] > details')
  const floor = bar && !bar.contains(element) && !element.closest('dialog') ? bar.getBoundingClientRect().top : innerHeight
  const isSummaryOfBar = bar?.contains(element) ?? false
  return {
    what: element.outerHTML.slice(0, 160),
    marked: isMarked() || isMarked('::after') || isMarked('::before') || (label !== null && isMarked(undefined, label)),
    onScreen: isSummaryOfBar || (width > 0 && height > 0 && top < floor && top + height > 0 && left < innerWidth && left + width > 0),
  }
}
