import { afterEach, expect, test, vi } from 'vitest'
import { StoreUnavailable } from '../../errors'
import { Turns } from './turns'

afterEach(() => vi.useRealTimers())

function gate() {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open: () => open(), passed }
}

test('work on one key takes turns, in order; another key does not wait', async () => {
  const turns = new Turns()
  const order: string[] = []
  const first = gate()
  const one = turns.take('a', async () => {
    await first.passed
    order.push('a1')
  })
  const two = turns.take('a', async () => void order.push('a2'))
  await turns.take('b', async () => void order.push('b'))
  first.open()
  await Promise.all([one, two])
  expect(order).toEqual(['b', 'a1', 'a2'])
})

test('a failure is its own only', async () => {
  const turns = new Turns()
  const failing = turns.take('a', async () => {
    throw new Error('no')
  })
  const next = turns.take('a', async () => 'done')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('done')
})

test('whoever waited too long gives up without working, and those behind go on', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const turns = new Turns()
  const first = gate()
  const one = turns.take('a', () => first.passed)
  const work = vi.fn(async () => {})
  const two = expect(turns.take('a', work)).rejects.toThrow(StoreUnavailable)
  vi.advanceTimersByTime(2001)
  const three = turns.take('a', async () => 'done')
  first.open()
  await Promise.all([one, two])
  expect(work).not.toHaveBeenCalled()
  expect(await three).toBe('done')
})
