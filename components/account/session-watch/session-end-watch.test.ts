import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Answer, SessionEndWatch } from './session-end-watch'

const SECOND = 1_000
const DAY = 86_400_000
const life = (endsInMs: number, canStay = true) => ({ endsInMs, canStay, warnMs: 120 * SECOND })

/** A watch whose server answers what is in `says`: one answer after the other, the last one for ever. */
function watching(...says: (Answer | null)[]) {
  const ask = vi.fn(async (_: 'look' | 'stay') => (says.length > 1 ? says.shift() : says[0]) as Answer | null)
  const told = { ask, onNear: vi.fn(), onEnd: vi.fn(), onNewSignIns: vi.fn() }
  return { watch: new SessionEndWatch(told), ...told }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('two minutes before the end it asks, and warns only when the server agrees', async () => {
  const { watch, ask, onNear } = watching({ signedIn: life(1_800 * SECOND) }, { signedIn: life(119 * SECOND) })
  watch.take(life(1_800 * SECOND))
  await vi.advanceTimersByTimeAsync(1_679 * SECOND)
  expect(ask).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(2 * SECOND)
  expect(ask.mock.calls).toEqual([['look']])
  expect(onNear, 'another tab kept it alive').toHaveBeenLastCalledWith(null)
  await vi.advanceTimersByTimeAsync(1_680 * SECOND)
  expect(onNear).toHaveBeenLastCalledWith({ endsAt: Date.now() + 118 * SECOND, canStay: true })
})

test('staying asks to stay, and the warning goes', async () => {
  const { watch, ask, onNear } = watching({ signedIn: life(1_800 * SECOND) })
  watch.take(life(60 * SECOND))
  expect(onNear).toHaveBeenLastCalledWith({ endsAt: Date.now() + 60 * SECOND, canStay: true })
  await watch.stay()
  expect(ask.mock.calls).toEqual([['stay']])
  expect(onNear).toHaveBeenLastCalledWith(null)
})

test('the end is told when every answer says so, with its reason', async () => {
  for (const [canStay, reason] of [
    [true, 'idle'],
    [false, 'limit'],
  ] as const) {
    const { watch, ask, onEnd } = watching({ signedIn: null })
    watch.take(life(60 * SECOND, canStay))
    await vi.advanceTimersByTimeAsync(70 * SECOND)
    expect(ask.mock.calls.length).toBeGreaterThan(1)
    expect(onEnd.mock.calls).toEqual([[reason]])
  }
  const { watch, onEnd } = watching({ signedIn: null })
  watch.take(life(1_800 * SECOND))
  void watch.look()
  await vi.advanceTimersByTimeAsync(10 * SECOND)
  expect(onEnd.mock.calls).toEqual([['elsewhere']])
})

test('one replica that knows the session outweighs those that do not', async () => {
  const { watch, onEnd, onNear } = watching({ signedIn: null }, { signedIn: null }, { signedIn: life(1_800 * SECOND) })
  watch.take(life(60 * SECOND))
  await vi.advanceTimersByTimeAsync(70 * SECOND)
  expect(onEnd).not.toHaveBeenCalled()
  expect(onNear).toHaveBeenLastCalledWith(null)
})

test('no answer is no end: it is asked again', async () => {
  const { watch, ask, onEnd } = watching(null, null, { signedIn: life(1_800 * SECOND) })
  watch.take(life(60 * SECOND))
  await vi.advanceTimersByTimeAsync(80 * SECOND)
  expect(onEnd).not.toHaveBeenCalled()
  expect(ask).toHaveBeenCalledTimes(3)
})

test('an end that is further away than a timer reaches', async () => {
  const { watch, ask } = watching({ signedIn: life(60 * SECOND) })
  watch.take(life(40 * DAY))
  await vi.advanceTimersByTimeAsync(39 * DAY)
  expect(ask).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(DAY)
  expect(ask).toHaveBeenCalled()
  watch.stop()
})

test('what the shopper does keeps it alive, once a minute', async () => {
  const { watch, ask, onNewSignIns } = watching({ signedIn: life(1_800 * SECOND), newSignIns: 2 })
  watch.take(life(1_800 * SECOND))
  watch.touch()
  expect(ask).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(60 * SECOND)
  watch.touch()
  await vi.advanceTimersByTimeAsync(0)
  watch.touch()
  expect(ask.mock.calls).toEqual([['stay']])
  expect(onNewSignIns).toHaveBeenCalledWith(2)
})

test('a new session after the end is watched like the first', async () => {
  const { watch, onEnd, onNear } = watching({ signedIn: null })
  watch.take(life(60 * SECOND))
  await vi.advanceTimersByTimeAsync(70 * SECOND)
  watch.take(life(60 * SECOND))
  expect(onNear).toHaveBeenLastCalledWith({ endsAt: Date.now() + 60 * SECOND, canStay: true })
  await vi.advanceTimersByTimeAsync(70 * SECOND)
  expect(onEnd).toHaveBeenCalledTimes(2)
})

test('stopped, it says nothing more, whatever still comes', async () => {
  const { watch, onEnd } = watching({ signedIn: null })
  watch.take(life(60 * SECOND))
  void watch.look()
  watch.stop()
  await vi.advanceTimersByTimeAsync(DAY)
  expect(onEnd).not.toHaveBeenCalled()
})

test('a wish to stay while it is asking comes next, and is not lost', async () => {
  const { watch, ask, onNear } = watching({ signedIn: life(60 * SECOND) }, { signedIn: life(1_800 * SECOND) })
  watch.take(life(60 * SECOND))
  await Promise.all([watch.look(), watch.look(), watch.stay()])
  expect(ask.mock.calls).toEqual([['look'], ['stay']])
  expect(onNear).toHaveBeenLastCalledWith(null)
})
