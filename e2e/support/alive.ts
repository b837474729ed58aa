import { expect, type Locator } from '@playwright/test'

/** Waits until React answers for an element: on a busy machine a click right after the page would be the browser's own, and lead elsewhere. */
export async function alive(element: Locator): Promise<Locator> {
  const isAlive = () => element.evaluate((node) => Object.keys(node).some((key) => key.startsWith('__reactProps')))
  await expect.poll(isAlive, 'the page has come alive').toBe(true)
  return element
}
