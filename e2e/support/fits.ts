import { expect, type Page } from '@playwright/test'

/** Nothing sticks out of the screen, and what can be pressed is large enough. */
export async function assertFits(page: Page, name: string): Promise<void> {
  const { width, wide, small } = await page.evaluate(measure)
  expect.soft(wide, `${name}: what sticks out of ${width} px`).toEqual([])
  expect.soft(small, `${name}: targets below 24 px`).toEqual([])
}

/** Runs in the page: what makes it scroll sideways, and what is too small to be hit (WCAG 2.2, 2.5.8; links within a sentence are exempt). */
function measure() {
  const width = document.documentElement.clientWidth
  const label = (element: Element) => element.outerHTML.slice(0, 140)
  const wide =
    document.documentElement.scrollWidth > width
      ? [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > width + 1).map(label)
      : []
  const isInSentence = (element: Element) => {
    const parent = element.closest('p, address, dd')
    return element.matches('a') && parent !== null && (parent.textContent ?? '').trim().length > (element.textContent ?? '').trim().length
  }
  const controls = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, textarea')]
  const small = controls.flatMap((element) => {
    const target = element.matches('input[type=checkbox], input[type=radio]') ? (element.closest('label') ?? element) : element
    const own = target.getBoundingClientRect()
    const after = getComputedStyle(element, '::after')
    const spread = after.content !== 'none' && after.position === 'absolute' && after.inset === '0px' // the whole card can be pressed
    const visible = target.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && own.width > 1 && own.height > 1
    const isSmall = (own.width < 23.5 || own.height < 23.5) && !spread && !isInSentence(element)
    return visible && isSmall ? [`${Math.round(own.width)}×${Math.round(own.height)} ${label(element)}`] : []
  })
  return { width, wide, small }
}
