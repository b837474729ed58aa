import { beforeEach, expect, test, vi } from 'vitest'
import { logSecurityOnce, logSecurityWithin } from './security-log'

let lines: { event: string; of?: string; count?: number; session?: string }[] = []
beforeEach(() => {
  vi.useFakeTimers()
  vi.advanceTimersByTime(120_000)
  lines = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => {
    lines.push(JSON.parse(line))
  })
  return () => {
    vi.advanceTimersByTime(120_000)
    vi.useRealTimers()
  }
})

const events = () => lines.map(({ event }) => event)

test('an event that strangers bring about has sixty lines a minute; then it is told how many were left out', () => {
  for (let n = 0; n < 100; n++) logSecurityWithin('foreign-origin', {})
  logSecurityWithin('throttled', {})
  expect(events(), 'another event has its own').toEqual([...Array(60).fill('foreign-origin'), 'throttled'])
  vi.advanceTimersByTime(60_000)
  expect(lines.at(-1)).toMatchObject({ log: 'security', event: 'lines-left-out', of: 'foreign-origin', count: 40 })
  expect(lines).toHaveLength(62)
  logSecurityWithin('foreign-origin', {})
  expect(lines).toHaveLength(63)
  vi.advanceTimersByTime(60_000)
  expect(lines, 'nothing was left out').toHaveLength(63)
})

test('a made-up token each time has sixty lines too, also when so many flush the memory of those that were told', () => {
  logSecurityOnce('unknown-token old', 'unknown-token', { session: 'old' })
  for (let n = 0; n < 1_500; n++) logSecurityOnce(`unknown-token ${n}`, 'unknown-token', { session: String(n) })
  logSecurityOnce('unknown-token old', 'unknown-token', { session: 'old' })
  expect(events()).toEqual(Array(60).fill('unknown-token'))
  vi.advanceTimersByTime(60_000)
  expect(lines.at(-1)).toMatchObject({ event: 'lines-left-out', of: 'unknown-token', count: 1_442 })
})

test('what one cookie repeats is told once a minute, and counts once', () => {
  for (let n = 0; n < 100; n++) logSecurityOnce('other-client one', 'other-client', { session: 'one' })
  expect(events()).toEqual(['other-client'])
  vi.advanceTimersByTime(60_000)
  expect(events()).toEqual(['other-client'])
})
