import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { FaultOrder } from '../../lab/contract'
import { MODES } from '../../sessions/modes'
import { expect, test } from '../support/page-test'
import { growth, memoryOf } from './memory'

const MINUTES = Number(process.env.HOPCART_SOAK ?? 0)
/** The first part warms caches up; what is compared begins after it. */
const WARM_UP = 0.15
/** Garbage is collected when Node likes: what is kept for ever grows by more than this in ten minutes of such traffic. */
const FLAT_MB = 25
const FAULTS: readonly FaultOrder[] = [
  { kind: 'crash', replica: 'web-3' },
  { kind: 'slow-store', store: 'redis', ms: 200 },
  { kind: 'pause', replica: 'web-3' },
  { kind: 'cut', between: ['web-1', 'web-3'] },
  { kind: 'delay-replication', ms: 200 },
  { kind: 'stop-store', store: 'redis' },
  { kind: 'drain', replica: 'web-3' },
  { kind: 'slow-store', store: 'postgres', ms: 200 },
  { kind: 'stop-store', store: 'postgres' },
  { kind: 'cut', between: ['web-1', 'web-2'] },
]

test('minutes of traffic and faults leave no error in the console, no unhandled rejection in any replica, and memory flat', async ({
  page,
  complaints,
  stack,
}) => {
  test.skip(MINUTES === 0, 'npm test -- soak runs it')
  test.setTimeout((MINUTES + 3) * 60_000)
  complaints.allow(/Failed to load resource/) // what the browser says of each request that was refused, which is the point
  await page.goto('/lab')
  const modes = MODES.filter(({ available }) => available).map(({ name }) => name)
  const heap = await page.context().newCDPSession(page)
  const samples = new Map<string, number[]>()
  const note = (what: string, value: number) => samples.set(what, [...(samples.get(what) ?? []), value])
  const began = Date.now()
  const share = () => (Date.now() - began) / (MINUTES * 60_000)
  let requests = 0
  page.on('request', () => requests++)

  for (let round = 0; share() < 1; round++) {
    await page.getByRole('radio', { name: modes[round % modes.length] as string, exact: true }).check({ force: true })
    const order = FAULTS[round % FAULTS.length] as FaultOrder
    const broken = await page.request.post('/api/lab/faults', { data: order, headers: { origin: stack.url } })
    expect([201, 409], `${JSON.stringify(order)}: ${await broken.text()}`).toContain(broken.status())
    for (const name of ['Send 20 requests', 'Two tabs at once', 'Three shoppers']) {
      const button = page.getByRole('button', { name, exact: true })
      await expect(button).toBeEnabled({ timeout: 90_000 })
      await button.click()
      await expect(button, `${name} has ended, while ${JSON.stringify(order)}`).toBeEnabled({ timeout: 90_000 })
    }
    const healed = await page.request.delete('/api/lab/faults', { headers: { origin: stack.url } })
    expect(healed.status(), await healed.text()).toBe(200)
    const active = async () =>
      ((await (await page.request.get('/api/lab/state')).json()) as { faults: { healedMs: number | null }[] }).faults.filter(
        ({ healedMs }) => healedMs === null,
      )
    await expect.poll(active, { message: `healed: ${JSON.stringify(order)}`, timeout: 30_000 }).toEqual([])
    if (share() < WARM_UP) continue
    for (const name of ['web-1', 'web-2']) {
      const memory = await memoryOf(stack, name)
      if (memory) note(`${name}, heap`, memory.heap)
      if (memory) note(`${name}, resident`, memory.rss)
    }
    await heap.send('HeapProfiler.collectGarbage')
    note('page, heap', (await heap.send('Runtime.getHeapUsage')).usedSize / 2 ** 20)
  }

  const grown = Object.fromEntries([...samples].map(([what, values]) => [what, Number(growth(values).toFixed(1))]))
  console.log(`${requests} requests, ${Math.round((Date.now() - began) / 60_000)} minutes; grown by, MB: ${JSON.stringify(grown)}`)
  for (const [what, mb] of Object.entries(grown)) expect.soft(mb, `${what} grows`).toBeLessThan(FLAT_MB)
  for (const { name } of stack.state().replicas) {
    const log = readFileSync(path.join(stack.directory ?? '', 'logs', `${name}.log`), 'utf8')
    expect.soft(log.match(/.*(unhandled|uncaught|⨯).*/gi) ?? [], `${name}'s log`).toEqual([])
  }
})
