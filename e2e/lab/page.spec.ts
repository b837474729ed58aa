import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { FAULT_MS } from '../../lab/contract'
import { MODES, type ModeName } from '../../sessions/modes'
import { Client } from '../support/client'
import { LabPage } from '../support/lab-page'
import { expect, stateOf, test } from '../support/lab-test'
import { askEach, countOf, inPostgres, inRedis, type OwnAnswer, sessionCookies } from '../support/session-places'
import { Shopper } from '../support/shopper'
import { KETTLE, LAMP } from '../support/story'

const ALL = ['A', 'B', 'C']
const counts = (answers: Record<string, OwnAnswer>) => Object.values(answers).map((own) => own?.count ?? null)
const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0)

test.beforeEach(() => test.setTimeout(process.env.HOPCART_COMPOSE ? 240_000 : 120_000))

/** How many requests each replica has answered, as the bars of the last run say; by letter. */
async function bars(page: Page): Promise<Record<string, number>> {
  const rows = await page.getByRole('list', { name: 'Answered by each replica' }).getByRole('listitem').all()
  const read = rows.map(async (row) => (await row.innerText()).split('\n').map((line) => line.trim()).filter(Boolean)) // biome-ignore format: one step
  return Object.fromEntries((await Promise.all(read)).map(([letter, total]) => [letter, Number(total)]))
}

/** Two lamps into the cart of this browser in a mode, as the page of another tab would put them there. */
async function takeTwoLamps(page: Page, mode: ModeName): Promise<void> {
  const headers = { 'x-hopcart-mode': mode, origin: new URL(page.url()).origin }
  const answer = await page.request.post('/api/cart/lines', { headers, data: { productId: LAMP.id, quantity: 2 } })
  expect(answer.status(), await answer.text()).toBe(200)
}

test('the ribbon has the requests of this page and of another tab; what is acknowledged in redis is there; filter, export, clear', async ({
  lab,
  page,
  stack,
  context,
}) => {
  await lab.open()
  const ribbon = lab.panel('Your requests')
  const tab = new Shopper(await context.newPage(), stack)
  await tab.visit('/shop')
  const ofTab = async () => (await lab.requests()).filter(({ tags }) => tags.includes('not from here') || tags.includes('prefetch'))
  await expect.poll(async () => (await ofTab()).map(({ name }) => name)).toContain('/shop')
  await expect.poll(async () => (await ofTab()).filter(({ tags }) => tags.includes('prefetch')).length, 'links in view').toBeGreaterThan(0)
  await tab.add(KETTLE.slug, 2)
  const added = { method: 'POST', name: '/api/cart/lines', found: 'new guest, cart 2', isOdd: false, tags: ['not from here'] }
  await expect.poll(ofTab).toContainEqual({ letter: expect.stringMatching(/^[ABC]$/), ...added })
  await expect.poll(() => lab.xray('cart')).toEqual({ A: '2', B: '2', C: '2', Redis: '2' })
  await tab.page.close()

  expect(await lab.traffic('Send 20 requests')).toBe('All 10 acknowledged adds are in the cart.')
  await expect(page.getByRole('banner').getByTestId('cart-count'), 'in the header').toHaveText(/^12\b/)
  const spread = await bars(page)
  expect([Object.keys(spread), sum(Object.values(spread))]).toEqual([ALL, 20])
  const [own] = Object.values(await askEach(stack, await sessionCookies(context), 'redis'))
  const stored = await inRedis(stack, own?.id ?? '')
  expect([countOf(stored), stored?.cart[KETTLE.id]], 'in Redis itself').toEqual([12, 2])
  await expect.poll(() => lab.figure('Verdict', /^acknowledged adds/), 'with that of the tab').toBe('11')
  await expect.poll(() => lab.figure('Verdict', /^present/)).toBe('11')
  await expect(lab.panel('Where your last request went')).toContainText(/nginx chose [ABC], which knows the session: guest, cart \d+/)

  const show = ribbon.getByLabel('Show')
  await show.selectOption('Replica B')
  expect(new Set((await lab.requests()).map(({ letter }) => letter))).toEqual(new Set(['B']))
  await show.selectOption('Without prefetches')
  expect((await lab.requests()).filter(({ tags }) => tags.includes('prefetch'))).toEqual([])
  await show.selectOption('Anomalies')
  await expect(ribbon).toContainText('None of the requests is of this kind.')
  await show.selectOption('All requests')

  const chip = ribbon.getByRole('button', { name: /POST add to cart/ }).first()
  await chip.click()
  const details = ribbon.getByRole('region', { name: 'POST add to cart' })
  await expect(details).toContainText('this page')
  await details.getByRole('button', { name: 'Close these details' }).click()
  await expect(chip).toBeFocused()

  const shown = (await lab.requests()).length
  const [download] = await Promise.all([page.waitForEvent('download'), ribbon.getByRole('button', { name: 'Export as JSON' }).click()])
  expect(download.suggestedFilename()).toBe('hopcart-redis.json')
  const text = readFileSync(await download.path(), 'utf8')
  const { mode, observations } = JSON.parse(text) as { mode: string; observations: Record<string, unknown>[] }
  expect([mode, observations.length]).toEqual(['redis', shown])
  expect(observations).toContainEqual(expect.objectContaining({ route: '/api/cart/lines', own: true, status: 200, calls: ['change'] }))
  for (const token of (await sessionCookies(context)).values()) expect(text).not.toContain(token.split('.')[1])

  await ribbon.getByRole('button', { name: 'Clear' }).click()
  await expect(ribbon).toContainText('No request yet.')
})

test('modes are chosen by keyboard, and in each the x-ray says what its places say themselves', async ({ lab, page, stack, context }) => {
  await lab.open()
  for (const { name } of MODES.filter(({ available }) => available)) await takeTwoLamps(page, name)
  const cookies = await sessionCookies(context)
  const same = { A: '2', B: '2', C: '2' }
  await page.getByRole('radio', { name: 'redis', exact: true }).focus()
  const press = async (key: string, mode: ModeName) => {
    await page.keyboard.press(key)
    const radio = page.getByRole('radio', { name: mode, exact: true })
    await expect(radio).toBeChecked()
    await expect(radio).toBeFocused()
    await expect(lab.panel('Where your last request went')).toContainText(mode)
    return askEach(stack, cookies, mode)
  }

  const db = await press('ArrowLeft', 'db')
  await expect.poll(() => lab.xray('cart')).toEqual({ ...same, Postgres: '2' })
  const row = await inPostgres(stack, db.A?.id ?? '')
  expect([counts(db), row?.cart, await lab.xray('version')]).toEqual([
    [2, 2, 2],
    { [LAMP.id]: 2 },
    Object.fromEntries([...ALL, 'Postgres'].map((place) => [place, String(row?.version)])),
  ])
  await expect(lab.node('Postgres')).toContainText('your session')

  const two = await press('ArrowLeft', 'primary-backup')
  await expect.poll(async () => Object.values(await lab.xray('role')).sort()[2]).toMatch(/primary|proxy/)
  expect([counts(two), Object.values(await lab.xray('role'))]).toEqual([[2, 2, 2], expect.arrayContaining(['primary', 'backup'])])
  for (const [letter, role] of Object.entries(await lab.xray('role')))
    expect((await lab.xray('cart'))[letter], `${letter}, ${role}`).toBe(role === 'proxy' ? '–' : '2')

  const all = await press('ArrowLeft', 'replicated')
  await expect.poll(() => lab.xray('cart')).toEqual(same)
  expect(counts(all)).toEqual([2, 2, 2])
  await press('ArrowLeft', 'sticky-ip')
  await press('ArrowLeft', 'sticky')
  const memory = await press('ArrowLeft', 'memory')
  await expect.poll(async () => Object.values(await lab.xray('known')).sort()).toEqual(['no ≠', 'no ≠', 'yes'])
  const carts = ALL.map((letter) => (memory[letter]?.count === 2 ? '2' : '–'))
  expect([await lab.xray('cart'), counts(memory).sort()]).toEqual([
    Object.fromEntries(ALL.map((letter, i) => [letter, carts[i]])),
    [0, 0, 2],
  ])

  const sealed = await press('ArrowLeft', 'stateless') // around the end
  await expect.poll(() => lab.xray('cart')).toMatchObject({ Cookie: '2' })
  expect(counts(sealed), 'each can open the cookie').toEqual([2, 2, 2])
  expect(await inRedis(stack, sealed.A?.id ?? ''), 'and no store has it').toBeNull()

  for (const [mode, node, server] of [
    ['redis-cluster', 'Redis Cluster', /redis-cluster-\d master [\d,]+ slots/],
    ['redis-ha', 'Redis HA', /redis-ha-\d master/],
  ] as const) {
    // biome-ignore format: a table
    const shared = await press('ArrowLeft', mode)
    await expect.poll(() => lab.xray('cart')).toEqual({ ...same, Redis: '2' })
    expect(counts(shared)).toEqual([2, 2, 2])
    await expect(lab.node(node)).toContainText('your')
    const kept = Object.entries(await lab.nodes()).filter(([name, cells]) => name.includes('-') && cells.includes('kept here'))
    expect(kept.map(([name, [, role]]) => `${name} ${role}`.replace(' ·', ''))).toEqual([expect.stringMatching(server)])
  }
})

test('what is broken by a node and by the bar is broken for everybody, refused where nobody would be left, and healed', async ({
  lab,
  page,
  stack,
  browser,
  complaints,
}) => {
  complaints.allow(/Failed to load resource.* status of (50[234]|409)/) // refused on purpose
  await lab.open()
  const elsewhere = await browser.newContext({ baseURL: stack.url })
  complaints.watch(elsewhere)
  const other = await new LabPage(await elsewhere.newPage()).open()

  await lab.node('Replica C').click()
  const menu = page.getByRole('region', { name: 'Break replica C' })
  await menu.getByRole('button', { name: 'Crash' }).click()
  await expect.poll(() => lab.conditions()).toEqual({ A: 'up', B: 'up', C: 'down' })
  await expect(lab.node('Replica C')).toContainText('its process is gone')
  expect((await askEach(stack, new Map(), 'redis')).C, 'it is').toBeNull()
  for (const each of [lab, other]) {
    await expect(each.faults.first()).toContainText('Replica C crashed')
    await expect(each.faults.first()).toContainText(/\d+ s ago · [1-6]?\d s left/)
  }
  const [fault] = (await stateOf(new Client(stack.url)))?.faults.filter(({ undone }) => undone === null) ?? []
  expect((fault?.ends ?? 0) - (fault?.began ?? 0)).toBe(FAULT_MS)

  await other.faults.first().getByRole('button', { name: 'Undo: Replica C crashed' }).click()
  for (const each of [lab, other]) await expect(each.faults.first()).toContainText(/undone · healed in \d/, { timeout: 40_000 })
  await expect.poll(() => other.conditions()).toEqual({ A: 'up', B: 'up', C: 'up' })
  await elsewhere.close()

  const bar = lab.panel('Break something')
  await bar.getByLabel('Replica to drain').selectOption('A')
  await bar.getByRole('button', { name: 'Drain A' }).click()
  await expect.poll(() => lab.conditions(), { timeout: 40_000 }).toMatchObject({ A: 'down' })
  await bar.getByLabel('Replica to pause').selectOption('B')
  await bar.getByRole('button', { name: 'Pause B' }).click()
  await expect.poll(() => lab.conditions()).toMatchObject({ B: 'paused' })
  await bar.getByLabel('Replica to crash').selectOption('C')
  await bar.getByRole('button', { name: 'Crash C' }).click() // the balancer may ask B first, which hangs
  const refusal = 'Nobody would be left to answer: replica C is the last replica that is up.'
  await expect(bar.getByRole('alert')).toContainText(refusal, { timeout: 20_000 })
  await lab.node('Replica C').click()
  await menu.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByRole('main').getByRole('alert').filter({ hasText: refusal })).toHaveCount(2, { timeout: 20_000 })
  expect(await lab.conditions()).toEqual({ A: 'down', B: 'paused', C: 'up' })
  const last = new Client(stack.state().replicas.find(({ name }) => name === 'web-3')?.address ?? '')
  expect((await last.get('/api/products')).status, 'the last one goes on').toBe(200)

  await bar.getByRole('button', { name: 'Heal all' }).click()
  for (const done of ['Replica A drained', 'Replica B paused'])
    await expect(lab.faults.filter({ hasText: done }).first()).toContainText(/healed in \d/, { timeout: 40_000 })
  await expect.poll(() => lab.conditions()).toEqual({ A: 'up', B: 'up', C: 'up' })
})

test('in memory the acknowledged is not the present; in sticky one shopper keeps one replica busy', async ({
  lab,
  page,
  stack,
  context,
}) => {
  await lab.open()
  await lab.choose('memory')
  expect(await lab.traffic('Send 20 requests')).toMatch(/^\d+ of 10 acknowledged adds (is|are) not in the cart\.$/)
  const table = 'Acknowledged and present'
  expect([await lab.figure(table, /^adds acknowledged/), await lab.figure(table, /^present\b.* says/)]).toEqual([
    '10',
    expect.stringContaining('≠'),
  ])
  const [reader = ''] = /replica (\w) says/.exec(await page.getByRole('table', { name: table }).innerText())?.slice(1) ?? []
  const [present] = /\d+$/.exec(await lab.figure(table, /^present\b.* says/)) ?? []
  const own = await askEach(stack, await sessionCookies(context), 'memory')
  expect(own[reader]?.count, `what ${reader} itself says`).toBe(Number(present))
  await expect.poll(() => lab.figure('Verdict', /^present/)).toContain('≠')

  await lab.choose('sticky')
  expect(await lab.traffic('Three shoppers')).toBe('All 20 acknowledged adds are in the carts.')
  const spread = await bars(page)
  expect(sum(Object.values(spread))).toBe(20)
  expect(Math.max(...Object.values(spread)), 'the busy one has one home').toBeGreaterThanOrEqual(12)
  const busy = page.getByRole('list', { name: 'Answered by each replica' }).getByText(/shopper 1: /)
  await expect(busy).toHaveText(/shopper 1: 12\b/)
  expect(
    Object.values(await askEach(stack, await sessionCookies(context), 'sticky'))
      .map((each) => each?.count)
      .sort(),
  ).toEqual([0, 0, 12])
})
