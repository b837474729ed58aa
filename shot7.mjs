import { chromium } from '@playwright/test'
const [url, mode, width, scheme, out, ...steps] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: ['--no-sandbox', '--disable-gpu'] })
const context = await browser.newContext({ viewport: { width: Number(width), height: Number(width) < 500 ? 900 : 1000 }, colorScheme: scheme, deviceScaleFactor: Number(width) < 500 ? 2 : 1 })
const page = await context.newPage()
page.on('console', (m) => m.type() === 'error' && console.log('console', m.text()))
await page.goto(`${url}/lab`)
await page.waitForFunction(() => document.querySelector('input[name=lab-mode]:not([disabled])'))
await page.locator(`input[name=lab-mode][value=${mode}]`).check({ force: true })
await page.waitForTimeout(2500)
const headers = { 'content-type': 'application/json', origin: url, 'x-hopcart-mode': mode }
const post = (path, data) => context.request.post(url + path, { headers, data: JSON.stringify(data) })
for (const step of steps) {
  if (step === 'add') console.log('add', (await post('/api/cart/lines', { productId: 'p-dome-lamp', quantity: 1 })).status())
  else if (step.startsWith('{')) { const r = await post('/api/lab/faults', JSON.parse(step)); console.log('fault', r.status(), (await r.text()).slice(0, 300)) }
  else if (step === 'heal') console.log('heal', (await context.request.delete(url + '/api/lab/faults', { headers })).status())
  else if (step.startsWith('wait')) await page.waitForTimeout(Number(step.slice(4)))
  else if (step === 'menu') { await page.locator('button[aria-expanded]:visible', { hasText: 'break it' }).last().click() }
  else if (step === 'look') await page.evaluate(() => fetch('/api/session', { headers: { 'x-hopcart-mode': document.querySelector('input[name=lab-mode]:checked').value } }))
  else if (step === 'table') await page.locator('summary', { hasText: 'As a table' }).click()
  else if (step.startsWith('shot:')) { const [, name, full] = step.split(':'); const loc = page.locator('section', { hasText: 'Where your last request went' }).first(); if (full) await page.screenshot({ path: `/tmp/h7-lab-shots/${name}.png`, fullPage: full === 'full' }); else await loc.screenshot({ path: `/tmp/h7-lab-shots/${name}.png` }); console.log('shot', name) }
}
if (out !== '-') await page.locator('section', { hasText: 'Where your last request went' }).first().screenshot({ path: `/tmp/h7-lab-shots/${out}.png` })
await browser.close()
