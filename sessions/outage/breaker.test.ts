import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { LimitExceeded, StoreUnavailable } from '../errors'
import { Breaker } from './breaker'

let breaker: Breaker
afterEach(() => breaker.stop())

const away = () => new StoreUnavailable('somewhere', 'read', new Error('silence'))
const fails = async (afterMs = 0): Promise<never> => {
  await sleep(afterMs)
  throw away()
}
const answers = async () => 'answer'
/** How a call ends, and after how many milliseconds. */
async function outcome(call: Promise<unknown>): Promise<{ end: unknown; ms: number }> {
  const begun = performance.now()
  const end = await call.catch((error) => error)
  return { end, ms: performance.now() - begun }
}
const isBack = () => expect.poll(() => breaker.outage.isAway, { interval: 5, timeout: 8000 }).toBe(false)

test('a refusal opens nothing, nor does an error of the caller', async () => {
  breaker = new Breaker(async () => true)
  for (const error of [new LimitExceeded('cart:p1', 1, 1), new StoreUnavailable('somewhere', 'change', new Error('full'), false)]) {
    expect((await outcome(breaker.run('change', () => Promise.reject(error)))).end).toBe(error)
    expect(breaker.outage).toEqual({ isAway: false, forMs: null, opened: 0, rejected: 0, probes: 0 })
  }
})

test('who comes during the first probe waits for it, and for a moment only', async () => {
  breaker = new Breaker(() => sleep(5, true))
  await outcome(breaker.run('read', fails))
  expect(await breaker.run('read', answers), 'the place was back').toBe('answer')
  breaker.stop()

  breaker = new Breaker(() => sleep(2000, false, { ref: false }))
  await outcome(breaker.run('read', fails))
  const [first, ...others] = await Promise.all([1, 2, 3].map(() => outcome(breaker.run('change', answers))))
  for (const each of [first, ...others]) {
    expect(each?.end).toMatchObject({ store: 'somewhere', operation: 'change', cause: expect.objectContaining({ message: 'silence' }) })
    expect(each?.ms, 'with room for a busy machine').toBeLessThan(300)
  }
  let hasRun = false
  await outcome(breaker.run('read', async () => (hasRun = true)))
  expect([hasRun, breaker.outage.rejected, breaker.outage.probes]).toEqual([false, 4, 1])
})

test('a place that could not be reached is back with its first answer; one that was slow has to be quick again and again, and oftener each time', async () => {
  breaker = new Breaker(async () => true)
  await outcome(breaker.run('read', fails))
  await isBack()
  expect(breaker.outage).toMatchObject({ opened: 1, probes: 1 })
  const probes: number[] = []
  for (let i = 0; i < 2; i++) {
    const before = breaker.outage.probes
    await outcome(breaker.run('read', () => fails(420)))
    await isBack()
    probes.push(breaker.outage.probes - before)
  }
  expect(probes).toEqual([2, 4])
})

test('a probe that takes as long as the calls did is none; nor does a late failure of a call from before say anything', async () => {
  let takes = 450
  let probed = 0
  breaker = new Breaker(async () => {
    await sleep(takes)
    probed++
    return true
  })
  const late = outcome(breaker.run('read', () => fails(1100)))
  await outcome(breaker.run('read', () => fails(420)))
  await expect.poll(() => probed, { timeout: 5000, interval: 10 }).toBeGreaterThan(0)
  expect(breaker.outage).toMatchObject({ isAway: true, opened: 1 })
  takes = 0
  await isBack()
  await late
  expect(breaker.outage).toMatchObject({ isAway: false, opened: 1 })
})

test('news of the place: it asks at once, also where that comes during a probe, and no more than once', async () => {
  let [isUp, takes] = [false, 0]
  breaker = new Breaker(() => (takes ? sleep(takes, isUp) : Promise.resolve(isUp)))
  breaker.hurry() // nothing is open
  await outcome(breaker.run('read', fails))
  // Then the pauses are at their longest, from one probe to the next at least 375 ms.
  await expect.poll(() => breaker.outage.probes, { interval: 1, timeout: 5000 }).toBe(4)
  breaker.hurry()
  breaker.hurry()
  await expect.poll(() => breaker.outage.probes, { interval: 1 }).toBe(5)
  await sleep(100)
  expect(breaker.outage.probes).toBe(5)
  takes = 50
  breaker.hurry()
  await expect.poll(() => breaker.outage.probes, { interval: 1 }).toBe(6)
  isUp = true
  const begun = performance.now()
  breaker.hurry()
  await isBack()
  expect(breaker.outage.probes).toBe(7)
  expect(performance.now() - begun).toBeLessThan(300)
})

test('stopped, it asks no more and lets everything through', async () => {
  breaker = new Breaker(async () => false)
  await outcome(breaker.run('read', fails))
  await expect.poll(() => breaker.outage.probes).toBeGreaterThan(1)
  breaker.stop()
  const { probes } = breaker.outage
  expect(await breaker.run('read', answers)).toBe('answer')
  await outcome(breaker.run('read', fails))
  await sleep(300)
  expect(breaker.outage).toMatchObject({ isAway: false, probes })
})
