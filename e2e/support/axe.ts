import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * What axe finds wrong with the page as it is now, one line per element; empty when it is clean.
 * @param rule that one only: what another theme can change is `color-contrast`
 */
export async function violations(page: Page, rule?: string): Promise<string[]> {
  // What still fades or slides has half of its contrast.
  await page.evaluate(settled)
  await page.evaluate(SOURCE)
  const found = await page.evaluate(
    async (runOnly) => {
      const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<AxeResults> } }
      return (await axe.run(document, { runOnly, resultTypes: ['violations'] })).violations
    },
    rule ? [rule] : TAGS,
  )
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`))
}

/** Runs in the page: what moves has come to rest. Skeletons and spinners never do, and an animation that is replaced never says so. */
async function settled(): Promise<void> {
  const moving = () =>
    document.getAnimations().some((each) => each.playState === 'running' && Number.isFinite(each.effect?.getComputedTiming().endTime))
  while (moving()) await new Promise(requestAnimationFrame)
}
