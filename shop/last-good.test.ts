import { beforeEach, expect, test, vi } from 'vitest'
import { isDatabaseDown } from './database-errors'
import { lastGood } from './last-good'

beforeEach(() => {
  Reflect.deleteProperty(globalThis, '__hopcartLastGood')
})

/** As the driver adapter passes them on: plain errors that Prisma has stamped with its version. */
const away = (message: string) => Object.assign(new Error(message), { clientVersion: '7.10.0' })

test.each(['Query read timeout', 'Connection terminated due to connection timeout', 'timeout exceeded when trying to connect'])(
  '"%s" is the database being away',
  (message) => {
    expect(isDatabaseDown(away(message))).toBe(true)
    expect(isDatabaseDown(new Error(message))).toBe(false)
  },
)

test('while the database is away the last answer stands in, and it is not asked all the time', async () => {
  vi.useFakeTimers()
  const read = vi.fn(async () => 'first')
  expect(await lastGood('a', read)).toBe('first')
  read.mockRejectedValue(away('Query read timeout'))
  expect(await lastGood('a', read)).toBe('first')
  expect(await lastGood('a', read)).toBe('first')
  expect(read).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(2_001)
  read.mockResolvedValue('second')
  expect(await lastGood('a', read)).toBe('second')
  vi.useRealTimers()
})

test('a mistake is not covered up, and what was never read cannot be answered', async () => {
  expect(await lastGood('b', async () => 1)).toBe(1)
  await expect(lastGood('b', () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug')
  await expect(lastGood('c', () => Promise.reject(away('Query read timeout')))).rejects.toThrow('Query read timeout')
})
