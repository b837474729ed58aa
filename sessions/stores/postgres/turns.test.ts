import { afterEach, expect, test, vi } from 'vitest'
import { StoreUnavailable } from '../../errors'
import { Turns } from './turns'

afterEach(() => vi.useRealTimers())

/** Work that notes when it begins and ends when it is told to. */
function piece(log: string[], name: string) {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return {
    end: () => end(),
    work: async () => {
      log.push(name)
      await ended
      return name
    },
  }
}

test('work on one key: two at once, the others in order; another key does not wait', async () => {
  const turns = new Turns()
  const log: string[] = []
  const pieces = ['a1', 'a2', 'a3', 'a4'].map((name) => piece(log, name))
  const done = pieces.map(({ work }) => turns.take('a', work))
  const other = piece(log, 'b')
  const otherDone = turns.take('b', other.work)
  expect(log).toEqual(['a1', 'a2', 'b'])
  pieces[1]?.end()
  await expect.poll(() => log).toEqual(['a1', 'a2', 'b', 'a3'])
  for (const { end } of [...pieces, other]) end()
  expect(await Promise.all([...done, otherDone])).toEqual(['a1', 'a2', 'a3', 'a4', 'b'])
})

test('a failure is its own only', async () => {
  const turns = new Turns()
  const failing = ['x', 'y'].map((name) =>
    turns.take('a', async () => {
      throw new Error(name)
    }),
  )
  const next = turns.take('a', async () => 'done')
  await expect(failing[0]).rejects.toThrow('x')
  await expect(failing[1]).rejects.toThrow('y')
  expect(await next).toBe('done')
})

test('when Postgres is found to be away, nobody waits for a turn any more', async () => {
  const turns = new Turns()
  const away = new StoreUnavailable('postgres', 'change', new Error('silence'))
  const ahead = [0, 1].map(() => turns.take('a', () => Promise.reject(away)))
  const work = vi.fn(async () => {})
  const behind = Array.from({ length: 3 }, () => turns.take('a', work))
  for (const each of [...ahead, ...behind]) await expect(each).rejects.toBe(away)
  expect(work).not.toHaveBeenCalled()
  expect(await turns.take('a', async () => 'done')).toBe('done')
})

test('whoever waited too long gives up without working, and those behind go on', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const turns = new Turns()
  const [first, second] = [piece([], 'first'), piece([], 'second')]
  const ahead = [turns.take('a', first.work), turns.take('a', second.work)]
  const work = vi.fn(async () => {})
  const late = expect(turns.take('a', work)).rejects.toThrow(StoreUnavailable)
  vi.advanceTimersByTime(2001)
  const next = turns.take('a', async () => 'done')
  first.end()
  second.end()
  await Promise.all([...ahead, late])
  expect(work).not.toHaveBeenCalled()
  expect(await next).toBe('done')
})
