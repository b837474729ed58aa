import type { Page } from '@playwright/test'
import { lendCookies } from '../support/page-test'
import { LAMP } from '../support/story'
import { expect, test } from '../support/test'

const PAGES = ['/', '/shop', `/products/${LAMP.slug}`, '/search?query=lamp', '/cart', '/checkout', '/account', '/orders', '/nowhere']

/** A nonce of another answer: what somebody could have read or kept. */
const STALE = 'AAAAAAAAAAAAAAAAAAAAAA=='

/** What an injection would look like that gets into the HTML; each tells when it has run. The last needs the page's nonce, to show eval. */
const INJECTED = `
<script>window.ran = [...(window.ran ?? []), 'inline']</script>
<script nonce="${STALE}">window.ran = [...(window.ran ?? []), 'stale nonce']</script>
<script src="data:text/javascript,window.ran=[...(window.ran??[]),'data']"></script>
<script src="/products/injected.js"></script>
<img src="data:," alt="" onerror="window.ran = [...(window.ran ?? []), 'handler']">
<svg onload="window.ran = [...(window.ran ?? []), 'svg']"></svg>
<iframe srcdoc="<script>parent.ran = [...(parent.ran ?? []), 'srcdoc']</script>"></iframe>
<a id="injected" href="javascript:window.ran = [...(window.ran ?? []), 'address']">x</a>
<base href="https://evil.example/">
<script nonce="NONCE">try { eval("window.ran = [...(window.ran ?? []), 'eval']") } catch (error) { window.refused = error.name }</script>`

/** Opens a page with the injection at the beginning of its body, as the parser meets a reflected text; `policy` false takes the policy away. */
async function openInjected(page: Page, path: string, policy: boolean): Promise<{ ran: string[]; refused?: string; base: string }> {
  await page.route('**/products/injected.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: "window.ran = [...(window.ran ?? []), 'without a nonce']" }),
  )
  await page.route(
    (url) => url.pathname + url.search === path,
    async (route) => {
      const answer = await route.fetch()
      const { 'content-security-policy': sent = '', ...rest } = answer.headers()
      const nonce = /'nonce-([^']+)'/.exec(sent)?.[1] ?? ''
      const body = (await answer.text()).replace(/<body[^>]*>/, (tag) => tag + INJECTED.replace('NONCE', nonce))
      await route.fulfill({ response: answer, body, headers: policy ? { ...rest, 'content-security-policy': sent } : rest })
    },
    { times: 1 },
  )
  await page.goto(path, { waitUntil: 'load' })
  // A click on it runs it at once, or not at all; what the click itself leads to is not waited for.
  await page.evaluate(() => document.getElementById('injected')?.click())
  const told = await page.evaluate(() => {
    const { ran = [], refused } = window as unknown as { ran?: string[]; refused?: string }
    return { ran: [...new Set(ran)].sort(), ...(refused ? { refused } : {}), base: document.baseURI }
  })
  await page.unrouteAll({ behavior: 'wait' })
  return told
}

test.beforeEach(async ({ client, context }) => {
  const { email, password } = await client.signUp()
  await client.signIn(email, password)
  await client.add(LAMP.id)
  await lendCookies(client, context)
})

test('no script that gets into a page runs, and none makes code of text', async ({ page, client }) => {
  for (const path of PAGES)
    expect(await openInjected(page, path, true), path).toEqual({ ran: [], refused: 'EvalError', base: `${client.url}${path}` })
})

test('it is the policy that stops them: without it all of them run', async ({ page }) => {
  const { ran, base } = await openInjected(page, '/nowhere', false)
  expect(ran).toEqual(['address', 'data', 'eval', 'handler', 'inline', 'srcdoc', 'stale nonce', 'svg', 'without a nonce'])
  expect(base).toBe('https://evil.example/')
})

test("the pages themselves, and the balancer's own, need nothing that their policy refuses", async ({ page, context }) => {
  const refused: string[] = []
  context.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text())
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`Content Security Policy: ${violatedDirective} ${blockedURI}`),
    )
  })
  for (const path of [...PAGES, '/%00']) await page.goto(path, { waitUntil: 'load' })
  expect(await page.evaluate(() => getComputedStyle(document.body).display), "the balancer's page has its style").toBe('grid')
  expect(refused).toEqual([])
})
