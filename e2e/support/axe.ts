import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults, RunOnly } from 'axe-core'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What depends on the theme: https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** What axe finds wrong with the page in both themes: by all rules in the light one, and by those about colours, which are all that differs, in the dark one. */
export async function violationsInBothThemes(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light' })
  const light = await violations(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await violations(page, { type: 'rule', values: COLOURS })
  return [...light.map((each) => `light: ${each}`), ...dark.map((each) => `dark: ${each}`)]
}

/** What axe finds wrong with the page as it is now, one line per element; empty when it is clean. */
export async function violations(page: Page, runOnly: RunOnly = { type: 'tag', values: TAGS }): Promise<string[]> {
  // What still fades or slides has half of its contrast.
  await page.evaluate(settled)
  await page.evaluate(SOURCE)
  const found = await page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<AxeResults> } }
    return (await axe.run(document, { runOnly: only, resultTypes: ['violations'] })).violations
  }, runOnly)
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`))
}

/** Runs in the page: what moves has come to rest. Skeletons and spinners never do, and an animation that is replaced never says so. */
async function settled(): Promise<void> {
  const moving = () =>
    document.getAnimations().some((each) => each.playState === 'running' && Number.isFinite(each.effect?.getComputedTiming().endTime))
  while (moving()) await new Promise(requestAnimationFrame)
}
