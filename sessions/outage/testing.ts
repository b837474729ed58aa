/**
 * What the tests of outages share.
 *
 * @module
 */
import { expect } from 'vitest'
import { StoreUnavailable } from '../errors'
import type { SessionStore } from '../session'
import { newToken } from '../token'

/** Longer than the one time-out that a first call may cost, with room for a busy machine. */
export const FIRST_MS = 3000
/** What a refused call may cost once the place is known to be dead. */
const REFUSED_MS = 50

/** How a call failed, and after how many milliseconds; fails where it did not. */
export async function refusal(call: Promise<unknown>): Promise<{ error: StoreUnavailable; ms: number }> {
  const begun = performance.now()
  const error = await call.then(
    (answer) => `it answered ${JSON.stringify(answer)}`,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(StoreUnavailable)
  return { error: error as StoreUnavailable, ms: performance.now() - begun }
}

/** Expects calls to be refused without delay for as long as `forMs`: the median of each hundred, and the clear rule of them one by one. */
export async function expectRefusedAtOnce(store: SessionStore, forMs: number): Promise<void> {
  const end = performance.now() + forMs
  do {
    const all: number[] = []
    for (let i = 0; i < 100; i++) {
      const { error, ms } = await refusal(store.read(newToken()))
      expect(error).toMatchObject({ store: store.name, operation: 'read', cause: expect.any(Error) })
      all.push(ms)
    }
    all.sort((a, b) => a - b)
    expect(all[50], 'median of a hundred refused calls, in ms').toBeLessThan(REFUSED_MS)
    expect(all[97], 'of all but the longest, on a busy machine').toBeLessThan(4 * REFUSED_MS)
    expect(await store.ready()).toBe(false)
    await new Promise((resolve) => setTimeout(resolve, 50))
  } while (performance.now() < end)
}

/** Calls until it is found that the place is away, each within the time of a first call. */
export async function untilFound(store: SessionStore): Promise<void> {
  const find = async () => {
    expect((await refusal(store.read(newToken()))).ms).toBeLessThan(FIRST_MS)
    return store.outage?.().isAway
  }
  await expect.poll(find, { interval: 5 }).toBe(true)
}

/** Waits until the store is found to be back, without any call. */
export async function untilBack(store: SessionStore, withinMs = 8000): Promise<void> {
  await expect.poll(() => store.outage?.().isAway, { timeout: withinMs, interval: 20 }).toBe(false)
}
