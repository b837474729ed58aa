import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ServerClock } from './clock'

let clock: ServerClock
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] })
  clock = new ServerClock()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Asks a server whose clock is `ahead` of ours; it looks at it half-way through the round trip. */
function ask(ahead: number, roundTripMs: number): void {
  const sentAt = performance.now()
  vi.advanceTimersByTime(roundTripMs / 2)
  const server = Date.now() + ahead
  vi.advanceTimersByTime(roundTripMs / 2)
  clock.learn(server, sentAt)
}
const error = (ahead: number) => clock.now() - (Date.now() + ahead)

test('it is at most a round trip early, and never late', () => {
  ask(5000, 40)
  expect(error(5000)).toBe(20)
  vi.advanceTimersByTime(1000)
  expect(error(5000)).toBe(20)
})

test('the quickest answer is believed', () => {
  ask(5000, 40)
  ask(5000, 2)
  expect(error(5000)).toBe(1)
  ask(5000, 400)
  expect(error(5000)).toBe(1)
})

test('it follows a server clock that is set, in both directions', () => {
  ask(0, 2)
  ask(3_600_000, 10)
  expect(error(3_600_000)).toBe(5)
  ask(-3_600_000, 10)
  expect(error(-3_600_000)).toBe(5)
})

test('it does not follow our own wall clock', () => {
  ask(0, 2)
  const before = clock.now()
  vi.setSystemTime(Date.now() - 3_600_000)
  expect(clock.now()).toBe(before)
})

test('it wants to be set again after a minute', () => {
  expect(clock.isStale()).toBe(true)
  ask(0, 2)
  expect(clock.isStale()).toBe(false)
  vi.advanceTimersByTime(60_001)
  expect(clock.isStale()).toBe(true)
})
